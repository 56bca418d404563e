"""The repair of links: the search for broken ones, the decisions about them, undo."""
