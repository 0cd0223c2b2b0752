"""What was recorded, as it is told: one record, a history, lists, what is void, the trail."""
