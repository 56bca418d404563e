"""The integrity check: whether disk, catalogue and links agree. It changes nothing."""
