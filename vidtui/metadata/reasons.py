"""Why a group waits for a person; stored as it stands here, translated where it is shown."""

from __future__ import annotations

from typing import Final

from vidtui.i18n import N_

NOTHING_FOUND: Final = N_("nothing found")
SEVERAL: Final = N_("several answers fit")
NO_YEAR: Final = N_("no year in the name")
DISAGREE: Final = N_("the sources disagree")
UNSURE: Final = N_("no answer is certain enough")
BAD_ID: Final = N_("its id leads to another title or to nothing")
UNKNOWN_KIND: Final = N_("neither film nor series by its folder")
NONE_FITS: Final = N_("none of the answers was right")
OTHER_NAME: Final = N_("the file's name says more than its folder's, or something else")
NAMELESS: Final = N_("the file's name says nothing, and other files lie beside it")
PACK: Final = N_("one file holds several works")
NO_TITLE: Final = N_("the name says no title")

ORDER: Final = (
    SEVERAL,
    UNSURE,
    NO_YEAR,
    DISAGREE,
    BAD_ID,
    OTHER_NAME,
    NAMELESS,
    UNKNOWN_KIND,
    NONE_FITS,
    NOTHING_FOUND,
    NO_TITLE,
    PACK,
)
"""As a person sees them: what one key decides comes first."""
