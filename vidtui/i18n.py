"""The user's language: English in the source, French in ``locale/``."""

from __future__ import annotations

import gettext
import os
from collections.abc import Callable
from pathlib import Path

LANGUAGES = {"en": "English", "fr": "Français"}
DOMAIN = "vidtui"
LOCALE_DIR = Path(__file__).parent / "locale"

_current: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def use(language: str) -> None:
    """Speak ``language`` (a key of ``LANGUAGES``) from now on, click's own texts included."""
    global _current, _language
    _language = language
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, str(LOCALE_DIR))
    gettext.textdomain(DOMAIN)
    _current = gettext.translation(DOMAIN, LOCALE_DIR, [language], fallback=True)


def current() -> str:
    """Return the language in force."""
    return _language


def guess() -> str:
    """Return the language that the environment asks for, English where it is neither."""
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            return "fr" if value.lower().startswith("fr") else "en"
    return "en"


def _(message: str) -> str:
    """Translate ``message``."""
    return _current.gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Translate a message that counts something."""
    return _current.ngettext(singular, plural, count)


def plural(one: str, many: str, count: int, number: Callable[[int], str] = str) -> str:
    """Return a translated message with its count, ``{n}`` or ``{count}``, as ``number`` has it."""
    return ngettext(one, many, count).format(n=number(count), count=number(count))


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Mark ``message`` for translation where it is shown, not here."""
    return message


def counting(text: str | tuple[str, str], count: int) -> str:
    """Translate a marked message, of which there may be one for one thing and one for many."""
    return _(text) if isinstance(text, str) else ngettext(*text, count)


def titled(label: str, text: str) -> str:
    """Return a text behind what it is: ``Broken links: 3``, ``Liens cassés : 3``."""
    return _("{label}: {text}").format(label=label, text=text)


def NN_(singular: str, plural: str) -> tuple[str, str]:  # noqa: N802 - as ``N_``
    """Mark a message that counts something for translation where it is shown, not here."""
    return singular, plural


def decimal(value: float, places: int = 2) -> str:
    """Return a number with its decimals for people: ``0.84``, ``0,84``."""
    # The sample's own mark is the translators' to choose.
    return f"{value:.{places}f}".replace(".", _("1.5")[1])


def size(count: int) -> str:
    """Return a number of bytes for people, in binary units: ``1.4 GiB``."""
    if count < 1024:
        return _("{amount} B").format(amount=count)
    units = [_("{amount} KiB"), _("{amount} MiB"), _("{amount} GiB"), _("{amount} TiB")]
    power = min(len(units), (count.bit_length() - 1) // 10)
    return units[power - 1].format(amount=decimal(count / 1024**power, 1))
