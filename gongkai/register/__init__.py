"""What was written down, and nothing else: kinds of records, store, trail, evidence."""
