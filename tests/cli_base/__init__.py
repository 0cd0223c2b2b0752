"""The counter without its commands: talk, Chinese, completion."""
