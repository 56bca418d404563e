"""The record of a link root before it is changed for the first time, and what is missing of it.

A line a link: its absolute path, a tab, its text; both escaped, so that any name fits in a line.
"""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from vidtui import own_files
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.models import Property
from vidtui.catalogue.roots import KnownRoot
from vidtui.disk.scan import walk
from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.jobs.roots.live import scan_rules
from vidtui.oserrors import about, at
from vidtui.paths import is_normal
from vidtui.settings.model import Settings
from vidtui.text import printable

log = logging.getLogger(__name__)

HEAD: Final = "# vidtui links 1\t"
_RECORDED: Final = "links_recorded:"
_ESCAPE = re.compile(rb"\\x([0-9a-f]{2})")
MOST_BYTES: Final = 1024 * 2**20


class RecordedLink(NamedTuple):
    """A link as it was: absolute path and text."""

    path: bytes
    text: bytes


def before_first_change(catalogue: Catalogue, settings: Settings, root: KnownRoot) -> Path | None:
    """Write down the links of a root unless that was done once; return the file.

    In a session, with the writer lock held.

    Raises:
        UsageProblem: it cannot be written; then nothing may be changed.
    """
    name = _RECORDED + root.identity.uuid
    if Property.get_or_none(Property.name == name) is not None:
        return None
    path = write(settings, root.path)
    with catalogue.transaction():
        Property.insert(name=name, value=path.name).on_conflict_ignore().execute()
    return path


def write(settings: Settings, root: bytes) -> Path:
    """Write down all links of a root; return the file, ``reports/links-DATE.tsv`` or ``…-2.tsv``.

    Raises:
        UsageProblem: it cannot be written.
    """
    folder = settings.data_dir / "reports"
    try:
        own_files.own_folder(folder)
    except OSError as error:
        raise UsageProblem(at(str(folder), error)) from error
    day = time.strftime("%Y-%m-%d")
    number, path = 1, folder / f"links-{day}.tsv"
    while os.path.lexists(path):
        number += 1
        path = folder / f"links-{day}-{number}.tsv"
    own_files.write_whole(path, _lines(settings, root))
    return path


def _lines(settings: Settings, root: bytes) -> Iterator[str]:
    yield f"{HEAD}{_escaped(root)}\n"
    for one in walk(root, scan_rules(settings)):
        if one.error is not None:
            log.warning("no link is recorded of %s", at(os.path.join(root, one.path), one.error))
        for link in one.links:
            place = os.path.join(root, link)
            try:
                text = os.readlink(place)
            except OSError as error:
                log.warning("not recorded: %s", at(place, error))
                continue
            yield f"{_escaped(place)}\t{_escaped(text)}\n"


def _escaped(value: bytes) -> str:
    r"""Return bytes as one field: what is no plain UTF-8 of one line stands as ``\\xNN``."""
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(
            chr(byte) if 0x20 <= byte < 0x7F and byte != 0x5C else f"\\x{byte:02x}"
            for byte in value
        )
    if printable(text) == text and "\\" not in text:
        return text
    return "".join(
        char
        if char.isprintable() and char != "\\"
        else "".join(f"\\x{byte:02x}" for byte in char.encode())
        for char in text
    )


def _unescaped(text: str) -> bytes:
    raw = text.encode("utf-8")
    if b"\\" in _ESCAPE.sub(b"", raw):
        raise ValueError(text)
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), raw)


def read(path: Path) -> Iterator[RecordedLink]:
    """Yield the links that a file records.

    Raises:
        UsageProblem: it cannot be read, or is no such record; one line says where and why.
    """
    try:
        with open(own_files.open_given(path), "rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageProblem(at(str(path), error)) from error
    try:
        lines = data.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise UsageProblem(about(str(path), _("it is no text in UTF-8"))) from error
    if not lines[0].startswith(HEAD) or len(data) > MOST_BYTES:
        raise UsageProblem(about(str(path), _("it is no record of links that vidtui wrote")))
    for number, line in enumerate(lines[1:], 2):
        if not line:
            continue
        try:
            place, text = map(_unescaped, line.split("\t"))
        except ValueError:
            place = text = b""
        if not is_normal(place) or not text or b"\0" in text:
            why = _("line {number}: must be a path, a tab and the text of a link")
            raise UsageProblem(about(str(path), why.format(number=number)))
        yield RecordedLink(place, text)
