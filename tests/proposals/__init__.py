"""What the auto rules propose, what comes of accepting it, and how points come back."""
