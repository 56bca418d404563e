"""Roots: adding, confirming, moving and forgetting them, and what is known of each."""
