"""The door out, tested format by format."""
