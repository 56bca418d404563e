"""The media centres that show the links: asked what they know, told what has changed."""
