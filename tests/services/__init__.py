"""The acts of a year, on both engines."""
