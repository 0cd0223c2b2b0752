"""Acts of units at the counter: self-inspections, findings, progress, as typed and as answered."""
