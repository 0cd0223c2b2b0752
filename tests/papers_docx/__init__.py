"""The Word papers, read back from their XML against GB/T 9704-2012, and laid out by a real word processor."""
