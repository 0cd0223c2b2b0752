"""Personal data: recognised, refused, listed."""
