"""What the journal holds of a change to a link: written by us, read as anybody's.

A catalogue may be a restored one that somebody else made. What leads out of the folder of a link
or of the trash is no record of ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from vidtui.catalogue.links import STATES, Remembered
from vidtui.disk.symlinks.atomic import ASIDE_PREFIX
from vidtui.disk.symlinks.trash import ORPHANS
from vidtui.i18n import _
from vidtui.jobs.json_reading import Value, Wrong, decode
from vidtui.paths import is_plain

RELINK, TRASH, KEEP = "relink", "trash-link", "keep-link"
KINDS = (RELINK, TRASH, KEEP)
_ASIDE = re.compile(re.escape(ASIDE_PREFIX) + rb"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class LinkIntent:
    """One change: ``kind``, and the link by the uuid of its root and the path below that.

    ``link`` is the catalogue's id, ``before`` what it remembered of the link. ``text`` is what
    the link said, ``new`` what a repaired one says; ``file`` the id of the file that it then
    shows. ``to`` is where an orphan goes below ``trash``. ``aside`` and ``undo_aside`` are the
    names for a moment, empty where there is none yet.
    """

    kind: str
    root: str
    path: bytes
    link: int | None = None
    before: Remembered | None = None
    text: bytes = b""
    new: bytes = b""
    file: int | None = None
    trash: bytes = b""
    to: bytes = b""
    aside: bytes = b""
    undo_aside: bytes = b""

    def document(self) -> dict[str, Any]:
        """Return it for the journal."""
        before = self.before
        held: dict[str, Any] = {
            "root": self.root,
            "path": self.path.hex(),
            "link": self.link,
            "before": None if before is None else [before.text.hex(), *before[1:]],
        }
        for name, key in _BYTES[self.kind].items():
            if getattr(self, name):
                held[key] = getattr(self, name).hex()
        return held if self.kind == TRASH else held | {"file": self.file}

    def named(self, *, undoing: bool) -> bytes:
        """Return the name for a moment.

        Raises:
            Wrong: the record has none.
        """
        aside = self.undo_aside if undoing else self.aside
        if not aside:
            raise Wrong(_("{place}: is not there").format(place="aside"))
        return aside


_BYTES: Mapping[str, Mapping[str, str]] = {
    RELINK: {"text": "old", "new": "new", "aside": "aside", "undo_aside": "undo_aside"},
    TRASH: {
        "text": "text",
        "trash": "trash",
        "to": "to",
        "aside": "aside",
        "undo_aside": "undo_aside",
    },
    KEEP: {},
}
"""By kind the bytes that it has, and their keys in the journal."""
_OPTIONAL = ("aside", "undo_aside")


def read(kind: str, text: str) -> LinkIntent:
    """Return what the journal holds.

    Raises:
        Wrong: it is no record of a change that is ours; the text says why in one line.
    """
    value = decode(text.encode("utf-8"))
    found = {
        name: value[key].from_hexadecimal(_FITS[name])
        for name, key in _BYTES[kind].items()
        if name not in _OPTIONAL or value.get(key) is not None
    }
    return LinkIntent(
        kind=kind,
        root=value["root"].text(),
        path=value["path"].from_hexadecimal(is_plain),
        link=_id(value.get("link")),
        before=_before(value.get("before")),
        file=_id(value.get("file")),
        **found,
    )


def _is_text(value: bytes) -> bool:
    return bool(value) and b"\0" not in value


def _is_absolute(value: bytes) -> bool:
    return value.startswith(b"/") and b"\0" not in value


def _is_orphan(value: bytes) -> bool:
    return is_plain(value) and value.startswith(ORPHANS + b"/")


def _is_aside(value: bytes) -> bool:
    return _ASIDE.fullmatch(value) is not None


_FITS: Mapping[str, Callable[[bytes], bool]] = {
    "text": _is_text,
    "new": _is_text,
    "trash": _is_absolute,
    "to": _is_orphan,
    "aside": _is_aside,
    "undo_aside": _is_aside,
}


def _id(value: Value | None) -> int | None:
    return None if value is None else value.id()


def _before(value: Value | None) -> Remembered | None:
    if value is None or value.is_null:
        return None
    held = list(value.items())
    if len(held) != len(Remembered._fields):
        raise value.wrong(_("must be a list of {count}").format(count=len(Remembered._fields)))
    text, state, shown, former = held
    return Remembered(
        text.from_hexadecimal(_is_text), state.one_of(STATES), shown.id(), former.id()
    )
