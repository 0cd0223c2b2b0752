"""The law, tried."""
