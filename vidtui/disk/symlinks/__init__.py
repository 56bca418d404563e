"""Symlinks: reading them as a media centre does, and changing them so that nothing is lost."""
