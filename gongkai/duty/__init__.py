"""Demands with a date, a cycle, a clock or a quantity, their items, and what falls due."""
