"""The year's points, units, collectives and rubric: read, held, revised."""
