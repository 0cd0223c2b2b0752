"""Many counties together (汇总): their exports verified, and their figures side by side."""
