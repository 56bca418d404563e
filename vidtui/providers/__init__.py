"""The outside world: who can be asked about films and series, at which pace, over HTTP."""
