"""The year 2018 of 威远县, from the day of issue to the handling after it, by the command line alone."""
