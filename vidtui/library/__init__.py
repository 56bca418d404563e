"""The disk: roots, scanner, fingerprints, naming and links."""
