"""What completes a query that is being typed."""

from __future__ import annotations

from textual.content import Content
from textual.suggester import Suggester

from vidtui.i18n import _
from vidtui.library import fields
from vidtui.library.completion import completions
from vidtui.library.syntax import FIELD
from vidtui.tui.formatting import MUTED

MOST_OFFERED = 8


def offered(typed: str) -> Content | None:
    """Return in one line what the last word of a query may become, None where nothing is to say."""
    word = typed.rpartition(" ")[2]
    field = fields.find(word[:-1].lstrip("-^")) if word.endswith(FIELD) else None
    if field is not None and not field.choices:
        return Content.styled(f"{_(field.help)}  {field.example}", MUTED)
    found = completions(typed) if word else []
    if not found or found == [word]:
        return None
    more = " …" if len(found) > MOST_OFFERED else ""
    return Content.styled("  ".join(found[:MOST_OFFERED]) + more, MUTED)


def completed(typed: str) -> str:
    """Return a query with its last word completed by what fits first, if anything does."""
    head, space, word = typed.rpartition(" ")
    found = completions(typed) if word and not word.endswith(FIELD) else []
    return f"{head}{space}{found[0]}" if found else typed


class Completion(Suggester):
    """Completes the last word of a query: a field, or a value of one that has few."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """Return the query with its last word completed, None where nothing completes it."""
        head, space, word = value.rpartition(" ")
        if not word or word.endswith(FIELD):
            return None
        fitting = (one for one in completions(value) if one.startswith(word) and one != word)
        first = next(fitting, None)
        return None if first is None else f"{head}{space}{first}"
