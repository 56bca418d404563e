"""TMDB: its addresses, and its answers as our own types."""
