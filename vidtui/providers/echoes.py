"""What comes back may repeat the secret: an answer is searched for it, whatever was made of it."""

from __future__ import annotations

import base64
import binascii
import json
import re
import unicodedata
from collections.abc import Iterator
from string import ascii_lowercase, ascii_uppercase
from typing import Final

from vidtui.settings.token import Token

_GRAM: Final = 12
_SHORTEST: Final = 2 * _GRAM - 1
"""Letters and digits in a row that give the token away; what is shorter is found as a whole."""
_LEAST: Final = 8
"""As many letters and digits a text must have to be told from chance."""
_LAYERS: Final = 5
"""Encodings one in another that are taken off."""
_FOLDED: Final = bytes.maketrans(ascii_uppercase.encode(), ascii_lowercase.encode())
_NEITHER: Final = bytes(code for code in range(256) if not chr(code).isalnum() or code > 127)
_TAG: Final = re.compile(rb"<[^<>]{0,200}>")
_HEX: Final = rb"[0-9A-Fa-f]"
_CODE: Final = re.compile(
    rb"%(HH)|&#[xX](H{1,6});?|\\[uU](HHHH)|\\[uU]\{(H{1,6})\}|\\[xX](HH)|&#([0-9]{1,7});?".replace(
        b"H", _HEX
    )
)
_DECIMAL: Final = 6


class EchoDetector:
    """Knows one token, and what a server may make of it.

    Case, whitespace, punctuation and the direction of writing make no difference; percent
    encoding, escapes of JSON and HTML, base64 and hex are seen through. The first part of a JSON
    Web Token is the same in all of them and gives nothing away.
    """

    def __init__(self, token: Token) -> None:
        value = token.reveal()
        self._value = value.encode("ascii")
        forms = {form for secret in _secrets(value) for form in _forms(secret)}
        self._wholes = [form for form in forms if _LEAST <= len(form) < _SHORTEST]
        self._grams = {
            form[at : at + _GRAM]
            for form in forms
            if len(form) >= _SHORTEST
            for at in range(len(form) - _GRAM + 1)
        }

    def is_in(self, data: bytes) -> bool:
        """Say whether the token, or enough of it to matter, can be read from ``data``."""
        return self._value in data or any(map(self._is_in, _readings(data)))

    def _is_in(self, letters: bytes) -> bool:
        # Every twelfth place is enough: twice as many letters in a row hold a whole gram.
        places = range(0, len(letters) - _GRAM + 1, _GRAM)
        return not self._grams.isdisjoint([letters[at : at + _GRAM] for at in places]) or any(
            whole in letters for whole in self._wholes
        )


def _secrets(value: str) -> Iterator[bytes]:
    """Yield what of a token is secret: for a JSON Web Token its payload, what it says, the rest."""
    parts = value.split(".")
    if len(parts) != 3:
        yield value.encode("ascii")
        return
    yield f"{parts[1]}.{parts[2]}".encode("ascii")
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, RecursionError):
        return
    for claim in claims.values() if isinstance(claims, dict) else ():
        # TMDB's hold the key of its older API, which is as good as the token.
        for text in claim if isinstance(claim, list) else [claim]:
            if isinstance(text, str) and len(text) > _GRAM:
                yield text.encode()


def _forms(secret: bytes) -> Iterator[bytes]:
    """Yield the letters of a secret as it is, backwards, in hex and in base64."""
    yield _letters(secret)
    yield _letters(secret[::-1])
    yield binascii.hexlify(secret)
    for before in range(3):
        # What stands before and after it has a share in the first and the last letters.
        coded = base64.b64encode(bytes(before) + secret).rstrip(b"=")
        yield _letters(coded[4 if before else 0 : -1])


def _readings(data: bytes) -> Iterator[bytes]:
    """Yield the letters and digits of ``data``, layer by layer as encodings are taken off."""
    encoding = json.detect_encoding(data)
    if not encoding.startswith("utf-8"):
        data = data.decode(encoding, "ignore").encode("utf-8", "surrogatepass")
    data = data.replace(b"\0", b"")
    for _layer in range(_LAYERS):
        yield _letters(data)
        if b"<" in data:
            yield _letters(_TAG.sub(b"", data))
        opened = _CODE.sub(_decoded, _plain(data).replace(b"&amp;", b"&"))
        if opened == data:
            return
        data = opened


def _letters(data: bytes) -> bytes:
    return data.translate(_FOLDED, _NEITHER)


def _decoded(match: re.Match[bytes]) -> bytes:
    code = int(match[match.lastindex or 0], 10 if match.lastindex == _DECIMAL else 16)
    return chr(code).encode("utf-8", "surrogatepass") if code <= 0x10FFFF else b""


def _plain(data: bytes) -> bytes:
    """Return UTF-8 with wide and other fancy letters as plain ones."""
    if data.isascii():
        return data
    text = data.decode("utf-8", "ignore")
    if unicodedata.is_normalized("NFKC", text):
        return data
    return unicodedata.normalize("NFKC", text).encode("utf-8", "surrogatepass")
