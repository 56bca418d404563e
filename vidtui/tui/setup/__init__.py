"""The first run: the answers so far, and the steps that ask for them."""
