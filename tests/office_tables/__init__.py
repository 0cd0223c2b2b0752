"""An office's own tables, taken in."""
