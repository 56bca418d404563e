"""Names that somebody's files really have, or that somebody else gave them on purpose."""

from __future__ import annotations

import unicodedata

HOSTILE: dict[str, bytes] = {
    "newline": b"new\nline",
    "carriage return": b"carriage\rreturn",
    "tab": b"tab\tbed",
    "escape": b"\x1b[31mred\x1b[0m",
    "title sequence": b"\x1b]0;owned\x07",
    "C1 control": "csi\u009b31m".encode(),
    "right-to-left": "txt.\u202ekvm".encode(),
    "isolate": "a\u2066b\u2069".encode(),
    "line separator": "a\u2028b".encode(),
    "zero width": "a\u200bb".encode(),
    "markup": b"[bold]x[/bold]",
    "closing markup": b"[",
    "dash": b"-rf",
    "percent": b"100% {n} %s %(x)s",
    "backslash": b"back\\slash",
    "quotes": b'it\'s "quoted" `x` $(y)',
    "not UTF-8": b"Am\xe9lie",
    "half UTF-8": b"Am\xc3",
    "NFC": unicodedata.normalize("NFC", "Amélie").encode(),
    "NFD": unicodedata.normalize("NFD", "Amélie").encode(),
    "long": b"x" * 251,
    "emoji": "🎬 film 🇫🇷".encode(),
    "Japanese": "千と千尋の神隠し".encode(),
    "Arabic": "المومياء".encode(),
    "trailing space": b"trailing ",
    "trailing dot": b"trailing.",
    "leading space": b" leading",
    "only a dot": b"..",
    "delete": b"del\x7f",
}
"""By what is special, a name without its extension."""
