"""The catalogue, to be looked at: the query language, and an index that answers it."""
