"""The message catalogues: extract from the source, merge, compile.

python -m tests.support.messages update
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

from vidtui.i18n import DOMAIN, LANGUAGES, LOCALE_DIR

PACKAGE = LOCALE_DIR.parent
KEYWORDS = {"_": None, "N_": None, **dict.fromkeys(("ngettext", "NN_", "plural"), (1, 2))}
SOURCE_LANGUAGE = "en"
TOOL = b'"Generated-By: '  # the header that names the version of Babel

Meanings = dict[object, object]


def extracted() -> Catalog:
    """Return every message that the source marks."""
    catalog = Catalog(domain=DOMAIN, project="vidtui", charset="utf-8")
    for file, _line, message, comments, context in extract_from_dir(
        str(PACKAGE), method_map=[("**.py", "python")], keywords=KEYWORDS
    ):
        catalog.add(
            message, None, [(f"vidtui/{file}", None)], auto_comments=comments, context=context
        )
    return catalog


def marked() -> Iterator[str | tuple[str, ...]]:
    """Yield the messages as often as the source marks them; those with a plural are tuples."""
    for _file, _line, message, _comments, _context in extract_from_dir(
        str(PACKAGE), method_map=[("**.py", "python")], keywords=KEYWORDS
    ):
        yield message


def translated(language: str) -> Catalog:
    """Return the translations of a language as they stand in its file."""
    with po_file(language).open("rb") as opened:
        return read_po(opened, locale=language, domain=DOMAIN)


def shipped(language: str) -> Catalog:
    """Return the translations of a language as they stand in its compiled file."""
    with mo_file(language).open("rb") as opened:
        return read_mo(opened)


def meanings(catalog: Catalog) -> Meanings:
    """Return what a catalogue says, whichever version of Babel wrote it, and when."""
    said: Meanings = {
        (plain(message.id), message.context): plain(message.string)
        for message in catalog
        if message.id
    }
    return said | {"plural": catalog.plural_expr, "charset": catalog.charset}


def plain(forms: object) -> object:
    """Return one text, or the tuple of its singular and plural forms."""
    return tuple(forms) if isinstance(forms, list) else forms


def mo_file(language: str) -> Path:
    return po_file(language).with_suffix(".mo")


def po_file(language: str) -> Path:
    return LOCALE_DIR / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def languages() -> list[str]:
    return [language for language in LANGUAGES if language != SOURCE_LANGUAGE]


def is_translated(message: Message) -> bool:
    """Say whether every form of a message is there, and settled."""
    forms = [message.string] if isinstance(message.string, str) else message.string or ()
    return bool(forms) and all(forms) and not message.fuzzy


def update() -> None:
    """Merge the source's messages into every catalogue, and compile.

    What says the same already is left as it is: another version of Babel is no change.
    """
    template = extracted()
    for language in languages():
        path = po_file(language)
        catalog = translated(language) if path.exists() else Catalog(language, domain=DOMAIN)
        template.creation_date = catalog.creation_date  # a new date alone is no change
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source(catalog))
        if not mo_file(language).exists() or meanings(shipped(language)) != meanings(catalog):
            with mo_file(language).open("wb") as opened:
                write_mo(opened, catalog)
        missing = [message.id for message in catalog if message.id and not is_translated(message)]
        print(f"{language}: {len(catalog)} messages, {len(missing)} untranslated")


def source(catalog: Catalog) -> bytes:
    """Return the text of a catalogue's file, without the version of what wrote it."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=100, omit_header=False, sort_output=True)
    lines = buffer.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(TOOL))


if __name__ == "__main__":
    if sys.argv[1:] != ["update"]:
        sys.exit(__doc__)
    update()
