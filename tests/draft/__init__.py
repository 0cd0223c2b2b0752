"""Published notices become drafts of a year's file."""
