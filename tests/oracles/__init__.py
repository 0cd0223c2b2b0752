"""Scores found again by others: a replay of the raw records, and the real hledger."""
