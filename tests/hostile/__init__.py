"""What nobody should type, and what nobody can prevent."""
