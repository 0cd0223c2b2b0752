"""The telling: records become Documents. No input or output."""
