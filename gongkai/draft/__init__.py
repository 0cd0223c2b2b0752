"""A published notice becomes the draft of a year's file."""
