"""The parts of a Word file in the format of official papers, GB/T 9704-2012; each module writes one kind of part."""
