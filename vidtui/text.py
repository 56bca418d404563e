"""The one way to show a path or any foreign text, and to compare titles and folder names.

File names, NFO files and API answers are hostile: they may hold escape sequences, bidirectional
overrides or bytes that are no UTF-8. Whatever reaches a terminal, a log or JSON goes through here.
"""

from __future__ import annotations

import base64
import os
import re
import time
import unicodedata
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

_STEERING = (
    "\x7f-\x9f"  # DEL, C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional controls
    "\u2028\u2029"  # line and paragraph separators
    "\ufeff\ufff9-\ufffb"  # byte order mark, interlinear annotation
    "\ud800-\udfff"  # surrogates: bytes that are no UTF-8
)
_HOSTILE = re.compile(f"[\x00-\x1f{_STEERING}]")  # C0 too
_HOSTILE_IN_JSON = re.compile(f"[{_STEERING}]")  # where C0 is escaped, but for line ends
NAME_BYTES = 200  # leaves room in 255 for what a file's name has beside its title
_REFUSED = re.compile(r'[/\\<>"|?*]')
_DEVICE = re.compile(r"^(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])(?= *(?:\.|$))", re.IGNORECASE)
"""What Windows takes for a device, whatever follows its first dot."""
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPACES = str.maketrans("._", "  ")
_NO_WORD = re.compile(r"[^\w]+|_")
_NO_WORD_IN_LINES = re.compile(r"[^\w\n ]+|_")
_ASCII_SPACES = str.maketrans(
    {char: " " for char in map(chr, range(128)) if not char.isalnum() and char != "\n"}
)
_LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d"}
)


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    code = ord(char)
    if char in _NAMED:
        return _NAMED[char]
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def printable(value: bytes | str) -> str:
    r"""Return ``value`` as one printable line of valid Unicode.

    Bytes that are no UTF-8 show as ``\xe9``; controls as ``\x1b``, ``\n``, ``\u202e``.
    """
    text = value if isinstance(value, str) else value.decode("utf-8", "surrogateescape")
    if text.isascii() and text.isprintable():  # most are, and this is told sooner
        return text
    return _HOSTILE.sub(_escape, text)


def printable_lines(text: str) -> str:
    """Return lines of text, each as ``printable`` does."""
    return "\n".join(map(printable, text.split("\n")))


def printable_json(text: str) -> str:
    """Return a JSON text that means the same, with nothing in it that steers a terminal."""
    if text.isascii() and "\x7f" not in text:
        return text
    return _HOSTILE_IN_JSON.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def readable(name: bytes) -> str:
    """Decode a file name for naming it: UTF-8, or else the Windows code page of old copies."""
    try:
        text = name.decode("utf-8")
    except UnicodeDecodeError:
        text = name.decode("cp1252", "replace")
    return unicodedata.normalize("NFC", text)


def searchable(text: str) -> str:
    """Fold ``text`` for finding a part of it: dots and underscores of names are spaces."""
    return _plain(text).translate(_SPACES)


def _plain(text: str) -> str:
    """Fold case, accents and ligatures."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
        text = "".join(char for char in text if not unicodedata.combining(char))
    return text.casefold()


def fold(text: str) -> str:
    """Fold ``text`` for comparison: case, accents, ligatures, apostrophes, punctuation, spaces."""
    return " ".join(_NO_WORD.sub(" ", _plain(text)).split())


def fold_lines(texts: Iterable[str]) -> str:
    """Return what ``fold`` makes of each text, a line each, in a tenth of the time."""
    plain = "\n".join(text.replace("\n", " ") for text in texts)
    if not plain.isascii():
        for code, letters in _LIGATURES.items():
            plain = plain.replace(chr(code), str(letters))
        plain = unicodedata.normalize("NFKD", plain)
        for char in set(plain):
            if unicodedata.combining(char):
                plain = plain.replace(char, "")
    plain = plain.casefold()
    is_plain = plain.isascii()
    folded = plain.translate(_ASCII_SPACES) if is_plain else _NO_WORD_IN_LINES.sub(" ", plain)
    while "  " in folded:
        folded = folded.replace("  ", " ")
    return folded.replace(" \n", "\n").replace("\n ", "\n").strip(" ")


def json_path(path: bytes, key: str = "path") -> dict[str, str]:
    """Return ``path`` for JSON: its shown form, and its bytes in base64 where that is lossy."""
    shown = printable(path)
    entry = {key: shown}
    if os.fsencode(shown) != path:
        entry[f"{key}_b64"] = base64.b64encode(path).decode("ascii")
    return entry


def json_time(seconds: int) -> str:
    """Return a time, in seconds since the epoch, for JSON: in UTC, its year in four digits."""
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None).isoformat() + "Z"


def local_time(seconds: int, form: str = "%Y-%m-%d %H:%M") -> str:
    """Return a time of the local calendar; ``?`` for a number that no calendar knows."""
    try:
        return time.strftime(form, time.localtime(seconds))
    except (OverflowError, ValueError, OSError):
        return "?"


def file_name(title: str, limit: int = NAME_BYTES, ending: str = "") -> bytes:
    """Return a title as one safe component of a path, at most ``limit`` bytes long.

    What Windows and SMB refuse is replaced, a name that they keep for a device gets a ``_``.
    ``ending`` (``.mkv``) is kept whole: what does not fit is cut off before it.
    """
    text = unicodedata.normalize("NFC", printable(title))
    text = re.sub(r"\s*:\s*", " - ", text)
    text = _REFUSED.sub(" ", text)
    text = " ".join(text.split()).strip(". ")
    text = _DEVICE.sub(r"\g<0>_", text)
    return (_cut(text, limit - len(ending.encode())).strip(". ") or "_").encode() + ending.encode()


def _cut(text: str, limit: int) -> str:
    """Return as much of ``text`` as fits into ``limit`` bytes, no letter without its accents."""
    raw = text.encode()
    if len(raw) <= limit:
        return text
    kept = raw[: max(limit, 0)].decode("utf-8", "ignore")
    while kept and unicodedata.combining(text[len(kept)]):
        kept = kept[:-1]
    return kept.rstrip("\u200d")


def shorten(text: str, width: int) -> str:
    """Return ``text`` in at most ``width`` cells of a terminal, cut in the middle if need be."""
    cells = _cells_of(text)
    if cells(text) <= width:
        return text
    if width < 2:
        return _longest(cells, width, lambda length: text[:length])
    head = _longest(cells, (width - 1) // 2, lambda length: text[:length])
    room = width - 1 - cells(head)
    tail = _longest(cells, room, lambda length: text[len(text) - length :])
    while tail and not cells(tail[0]):  # an accent whose letter was cut off
        tail = tail[1:]
    return f"{head}…{tail}"


def _cells_of(text: str) -> Callable[[str], int]:
    """Return what counts the cells that ``text`` and parts of it take."""
    if text.isascii():
        return len
    from rich.cells import cell_len  # takes a moment to import; most texts do without

    return cell_len


def _longest(cells: Callable[[str], int], width: int, part: Callable[[int], str]) -> str:
    """Return the longest part of a text, of those by length, that takes at most ``width`` cells."""
    length = 0
    while cells(part(length + 1)) <= width:
        length += 1
    return part(length)
