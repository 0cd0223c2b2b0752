"""The acts: one function per use case, one transaction each."""
