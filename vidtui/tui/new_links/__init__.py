"""The review of links to be made, for files that have none."""
