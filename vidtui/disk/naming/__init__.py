"""What paths say about the films and episodes they hold.

Ids first, then a strict fast path for the names of an organised library, then guessit, in
processes of its own, for the rest.
"""
