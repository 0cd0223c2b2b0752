"""gongkai: carry out and score a year of government-openness work points."""

__version__ = "0.1.0"
