"""The door in: files from outside become records and a list of problems. No database."""
