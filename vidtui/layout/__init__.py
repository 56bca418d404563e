"""Where a link belongs: what a link tree follows, learned from its links or set by a template."""
