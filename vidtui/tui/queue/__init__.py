"""The Queue screen, and the enrichments that the app runs."""
