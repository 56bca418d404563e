"""TMDB: its addresses, and its answers as our own types."""

from vidtui.providers.tmdb.provider import PROVIDER

__all__ = ["PROVIDER"]
