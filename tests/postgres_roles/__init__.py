"""Logins of a shared server, each held to its role by the server itself."""
