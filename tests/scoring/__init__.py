"""Assessment: caps, bonus, vetoes, stages, grades and ranks."""
