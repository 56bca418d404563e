"""A token such as TMDB gives, and the ways in which a server may say it back."""

from __future__ import annotations

import base64
import html
import json
import urllib.parse
from collections.abc import Callable


def _segment(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


V3_KEY = "7c3f91e2a4b8d05566f1209ab3c4d7e8"
ACCOUNT = "64b1f0a2c9e77c00d1a3b5f9"
_CLAIMS = {"aud": V3_KEY, "nbf": 1_700_000_000.5, "sub": ACCOUNT, "scopes": ["api_read"]}
HEADER = _segment(b'{"alg":"HS256"}')
PAYLOAD = _segment(json.dumps(_CLAIMS).encode())
SIGNATURE = _segment(bytes((7 * n + 11) % 256 for n in range(32)))
TOKEN = f"{HEADER}.{PAYLOAD}.{SIGNATURE}"


def _spaced(text: str) -> str:
    return " ".join(text[at : at + 5] for at in range(0, len(text), 5))


def _wrapped(text: str) -> str:
    return "\r\n".join(text[at : at + 60] for at in range(0, len(text), 60))


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


ENCODED: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "with its scheme": lambda token: f"Bearer {token}",
    "percent": lambda token: "".join(f"%{ord(char):02x}" for char in token),
    "percent, twice": lambda token: "".join(f"%25{ord(char):02X}" for char in token),
    "percent, as a form does": lambda token: urllib.parse.quote_plus(f"Bearer {token}"),
    "base64": _b64,
    "base64 of the header": lambda token: _b64(f"Bearer {token}"),
    "base64 of a line": lambda token: _b64(f"authorization: Bearer {token}\r\n"),
    "base64, wrapped": lambda token: _wrapped(_b64(token)),
    "base64 for addresses": lambda token: _segment(token.encode()),
    "hex": lambda token: token.encode().hex(),
    "HEX with spaces": lambda token: token.encode().hex(" ").upper(),
    "JSON": lambda token: "".join(f"\\u{ord(char):04x}" for char in token),
    "JSON in JSON": lambda token: "".join(f"\\\\u{ord(char):04X}" for char in token),
    "bytes of C": lambda token: "".join(f"\\x{ord(char):02x}" for char in token),
    "HTML": lambda token: "".join(f"&#{ord(char)};" for char in token),
    "HTML in hex": lambda token: "".join(f"&#x{ord(char):X};" for char in token),
    "HTML, twice": lambda token: html.escape("".join(f"&#{ord(char)};" for char in token)),
    "HTML that may wrap": lambda token: "<wbr>".join(_spaced(token).split()),
    "upper case": str.upper,
    "case reversed": str.swapcase,
    "backwards": lambda token: token[::-1],
    "spaced": _spaced,
    "wrapped": _wrapped,
    "wide letters": lambda token: "".join(
        chr(ord(char) + 0xFEE0) if char.isalnum() else char for char in token
    ),
    "invisible characters between": "\u200b".join,
    "its payload": lambda token: token.split(".")[1],
    "its signature": lambda token: token.split(".")[2],
    "cut": lambda token: token[: len(token) // 2],
    "its last letters": lambda token: token[-40:],
    "the key that it holds": lambda _token: V3_KEY,
    "the account that it holds": lambda _token: f"user {ACCOUNT.upper()}",
    "in two pieces": lambda token: f"{token[:120]} and {token[120:]}",
}
"""By name: how a server may write the token that it was sent."""

_PIECES = {
    *(make(TOKEN)[at : at + 24] for make in ENCODED.values() for at in (0, 30, 90)),
    *(make(TOKEN)[-24:] for make in ENCODED.values()),
    *(part[at : at + 16] for part in (PAYLOAD, SIGNATURE) for at in range(20)),
}
TRACES = sorted(one.encode() for one in _PIECES if len(one) >= 16 and one != TOKEN[:24])
"""Pieces of which none may be in anything that vidtui writes."""


def traces_in(data: bytes) -> list[bytes]:
    """Return the pieces of the token that are in ``data``."""
    return [one for one in TRACES if one in data]
