"""The papers of the demonstration as their readers get them: valid, whole on paper, and of one mind about every figure."""
