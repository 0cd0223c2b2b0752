"""Forms: what a unit is asked, and what it sends back."""
