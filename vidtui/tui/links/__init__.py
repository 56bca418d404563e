"""The Links screen: the review of broken links."""
