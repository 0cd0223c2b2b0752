"""What comes back and is taken in: forms that units filled in, row by row."""
