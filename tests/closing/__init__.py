"""A year closed and reopened, carried into the next, and held against another; units renamed and merged."""
