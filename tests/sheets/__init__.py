"""Workbooks and tables as offices send them, and as no office should."""
