"""The published rubrics in examples/rubrics, used as an office uses them."""
