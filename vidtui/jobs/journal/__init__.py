"""The journal: what was done, how it is told, and how it is taken back."""
