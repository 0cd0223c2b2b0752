"""Tests of what comes in: the year's file."""
