"""How far each point is: reports, reviews, status, lights."""
