"""Many counties over their exports."""
