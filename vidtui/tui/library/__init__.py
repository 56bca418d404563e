"""The Library screen, and what it asks of the catalogue."""
