"""The settings: read and checked once, changed in their file, and the token beside them."""
