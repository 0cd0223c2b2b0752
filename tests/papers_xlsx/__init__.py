"""Workbooks and what all papers share: read back, public copies, hostile text."""
