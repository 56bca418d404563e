"""The Check screen."""
