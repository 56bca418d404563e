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
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from vidtui.i18n import DOMAIN, LANGUAGES, LOCALE_DIR

PACKAGE = LOCALE_DIR.parent
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "NN_": (1, 2)}
SOURCE_LANGUAGE = "en"


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


def compiled(catalog: Catalog) -> bytes:
    """Return the compiled form of a catalogue."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def po_file(language: str) -> Path:
    return LOCALE_DIR / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def languages() -> list[str]:
    return [language for language in LANGUAGES if language != SOURCE_LANGUAGE]


def is_translated(message: Message) -> bool:
    """Say whether every form of a message is there, and settled."""
    forms = [message.string] if isinstance(message.string, str) else message.string or ()
    return bool(forms) and all(forms) and not message.fuzzy


def update() -> None:
    """Merge the source's messages into every catalogue, and compile."""
    template = extracted()
    for language in languages():
        path = po_file(language)
        catalog = translated(language) if path.exists() else Catalog(language, domain=DOMAIN)
        template.creation_date = catalog.creation_date  # a new date alone is no change
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        path.parent.mkdir(parents=True, exist_ok=True)
        buffer = io.BytesIO()
        write_po(buffer, catalog, width=100, omit_header=False, sort_output=True)
        path.write_bytes(buffer.getvalue())
        path.with_suffix(".mo").write_bytes(compiled(catalog))
        missing = [message.id for message in catalog if message.id and not is_translated(message)]
        print(f"{language}: {len(catalog)} messages, {len(missing)} untranslated")


if __name__ == "__main__":
    if sys.argv[1:] != ["update"]:
        sys.exit(__doc__)
    update()
