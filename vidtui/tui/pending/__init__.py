"""The Pending screen: what waits for a person."""
