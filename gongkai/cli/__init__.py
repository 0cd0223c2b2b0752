"""The frame: flags, day and person, read once; help and messages in Chinese; the demonstration."""
