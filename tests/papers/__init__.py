"""The papers of the demonstration as their readers get them: valid, whole on paper, and at one about every figure."""
