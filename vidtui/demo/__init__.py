"""A small made-up library on disk and a TMDB of its own, for ``vidtui demo`` and the tests."""
