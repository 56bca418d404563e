"""Home: what the library holds and what waits."""
