"""The scores, ranks and grades, and the scorecards that show how they came about."""
