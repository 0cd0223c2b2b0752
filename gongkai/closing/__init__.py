"""The year's end: checks, closing, reopening."""
