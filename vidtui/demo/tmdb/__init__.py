"""A TMDB of our own on loopback: the same addresses and shapes, answered from given records."""

from vidtui.demo.tmdb.replies import Reply, Request, Responder
from vidtui.demo.tmdb.server import TmdbStandIn

__all__ = ["Reply", "Request", "Responder", "TmdbStandIn"]
