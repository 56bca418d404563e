"""Why a group waits for a person: the catalogue has the code, people read the sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vidtui.i18n import N_, _
from vidtui.text import printable

SEVERAL: Final = "several-fit"
UNSURE: Final = "not-certain"
NO_YEAR: Final = "no-year"
DISAGREE: Final = "sources-disagree"
BAD_ID: Final = "wrong-id"
OTHER_NAME: Final = "other-name"
NAMELESS: Final = "nameless"
UNKNOWN_KIND: Final = "unknown-kind"
NONE_FITS: Final = "none-fits"
NOTHING_FOUND: Final = "nothing-found"
NO_TITLE: Final = "no-title"
PACK: Final = "pack"
ASKED_AGAIN: Final = "asked-again"
GONE: Final = "gone"

SENTENCES: Final[Mapping[str, str]] = {
    ASKED_AGAIN: N_("its answer is not certain by today's rules"),
    GONE: N_("its entry is gone from the database; what was known is kept"),
    SEVERAL: N_("several answers fit"),
    UNSURE: N_("no answer is certain enough"),
    NO_YEAR: N_("no year in the name"),
    DISAGREE: N_("the sources disagree"),
    BAD_ID: N_("its id leads to another title or to nothing"),
    OTHER_NAME: N_("the file's name says more than its folder's, or something else"),
    NAMELESS: N_("the file's name says nothing, and other files lie beside it"),
    UNKNOWN_KIND: N_("neither film nor series by its folder"),
    NONE_FITS: N_("none of the answers was right"),
    NOTHING_FOUND: N_("nothing found"),
    NO_TITLE: N_("the name says no title"),
    PACK: N_("one file holds several works"),
}
"""In the order in which a person sees them: what one key decides comes first."""
ORDER: Final = tuple(SENTENCES)
_CODES: Final = {sentence: code for code, sentence in SENTENCES.items()}


def sentence(reason: str) -> str:
    """Return a reason in the language in force; a text that is no code as it is, showable."""
    return _(SENTENCES[reason]) if reason in SENTENCES else printable(reason)


def code_of(text: str) -> str:
    """Return the code of a sentence that stood in catalogues once; any other text as it is."""
    return _CODES.get(text, text)
