"""The counter: one file per noun; reads clock, person and flags once, and calls the other rooms in turn."""
