"""Problems: found by self-inspections and inspections, put right, signed off."""
