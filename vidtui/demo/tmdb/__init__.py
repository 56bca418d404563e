"""A TMDB of our own on loopback: the same addresses and shapes, answered from given records."""

from vidtui.demo.tmdb.server import Reply, Request, Responder, TmdbStandIn

__all__ = ["Reply", "Request", "Responder", "TmdbStandIn"]
