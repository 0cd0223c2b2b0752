"""A primary and its standby: what is confirmed outlives either, and whoever only reads may read the other."""
