"""What French releases call a file's sound: ``vf``, ``vo``, ``vostfr``, ``multi``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vidtui.disk.media_facts import MediaFacts
from vidtui.library.vocabulary import language

_FRENCH = {"fr": "vf", "fr-fr": "vff", "fr-ca": "vfq"}


def spoken(languages: Iterable[str]) -> Iterator[str]:
    """Yield the code of each language, and with its region where it has one."""
    for one in languages:
        code = language(one) or one.casefold()
        yield code
        if "-" in code:
            yield code.partition("-")[0]


def words(facts: MediaFacts, original: str) -> Iterator[str]:
    """Yield what a file's sound is called, its languages first.

    Args:
        facts: what the file has.
        original: the code of the language in which its work was made, empty where unknown.
    """
    heard = list(spoken(facts.audio_languages))
    read = set(spoken(facts.subtitle_languages))
    yield from heard
    yield from (word for code, word in _FRENCH.items() if code in heard)
    if original and original in heard:
        yield "vo"
        if original != "fr" and "fr" in read:
            yield "vostfr"
    if len({one.partition("-")[0] for one in heard}) > 1:
        yield "multi"
