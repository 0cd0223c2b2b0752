"""The door out: a Document becomes one format; one file per format."""
