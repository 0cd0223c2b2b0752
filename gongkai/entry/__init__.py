"""Deductions, bonuses and vetoes: proposed, recorded, notified, listed."""
