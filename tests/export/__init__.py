"""The ledger as plain text, and back."""
