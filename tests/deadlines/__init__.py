"""What falls due: workdays, duties, the list of what is owed, reminders, the trend."""
