"""Objections from the notice to the decision; bonuses, vetoes and outside scores."""
