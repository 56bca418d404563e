"""Keyboards on which digits want Shift: what their digit row types without it."""

from __future__ import annotations

from collections.abc import Mapping

QWERTY = "qwerty"
DIGIT_ROWS: Mapping[str, str] = {
    QWERTY: "",
    "azerty": "&é\"'(-è_ç",
    "azerty-be": "&é\"'(§è!ç",
    "bepo": '"«»()@+-/',
    "czech": "+ěščřžýáí",
    "slovak": "+ľščťžýáí",
}
"""By its name in the settings, what the keys of 1 to 9 type without Shift; nothing where that is
the digits themselves."""


def layouts_typing(character: str, digit: int) -> tuple[str, ...]:
    """Return the keyboards on which the key of a digit types ``character`` without Shift."""
    if character == str(digit):
        return (QWERTY,)
    return tuple(name for name, row in DIGIT_ROWS.items() if row[digit - 1 : digit] == character)


def telling_digit(layouts: tuple[str, ...]) -> int | None:
    """Return the first digit whose key tells some keyboards apart, None where none does."""
    for digit in range(1, 10):
        if len({DIGIT_ROWS[name][digit - 1 : digit] for name in layouts}) == len(layouts):
            return digit
    return None


def twin(layout: str, digit: int) -> str:
    """Return what the key of a digit types without Shift, nothing where that is the digit."""
    return DIGIT_ROWS.get(layout, "")[digit - 1 : digit]
