"""Gives identified files without a link their place in the link tree; storage stays as it is."""
