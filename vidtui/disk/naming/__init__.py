"""What paths say about the films and episodes they hold.

Ids first, then a strict fast path for the names of an organised library, then guessit, in
processes of its own, for the rest.
"""

from vidtui.disk.naming.ids import ids_in
from vidtui.disk.naming.name import PARSER_VERSION, Name, NameFailed, NameRequest
from vidtui.disk.naming.pool import Namer

__all__ = ["PARSER_VERSION", "Name", "NameFailed", "NameRequest", "Namer", "ids_in"]
