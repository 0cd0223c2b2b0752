"""Word files in the format of official papers, GB/T 9704-2012."""
