"""vidtui keeps a video library, its catalogue and the media centre's links in agreement."""

__version__ = "0.1.0"
