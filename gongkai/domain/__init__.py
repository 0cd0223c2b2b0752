"""The law: frozen records, and pure functions on them. Standard library alone."""
