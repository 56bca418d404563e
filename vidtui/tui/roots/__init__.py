"""The Roots screen."""
