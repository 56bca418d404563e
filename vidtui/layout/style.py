"""How a tree writes titles: what stands for characters that a name cannot have.

``Alien: Covenant`` is ``Alien - Covenant``, ``Alien- Covenant`` or ``Alien Covenant``, as the tree
has it. What it was not seen to do falls back to ``text.file_name``.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from vidtui.layout.model import NAME_BYTES
from vidtui.text import file_name, fold, printable

COMPANION_ROOM: Final = 12
"""Bytes that a video's name leaves free: ``.fr.forced.srt`` is so much longer than ``.mkv``."""
_PLACE = re.compile(r'\s*[/\\:*?"<>|]\s*|(?<=\S)…\s*')
_LETTERS = str.maketrans(
    {"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae", "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "đ": "d"}
)
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
_DEFAULTS: Final = {" : ": " - ", ": ": " - ", ":": "-", "/": "-", " / ": " - "}
_LONGEST = 3  # characters that stand for one


def _same(text: str) -> str:
    return text


def _straight(text: str) -> str:
    return text.translate(_STRAIGHT)


def _no_ligatures(text: str) -> str:
    return _straight(text).translate(_LETTERS)


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", _no_ligatures(text))
    return "".join(char for char in plain if not unicodedata.combining(char))


WAYS: Final = {
    "": _same,
    "straight": _straight,
    "letters": _no_ligatures,
    "ascii": _ascii,
}
"""Ways of writing letters, the one that changes least first."""


@dataclass(frozen=True, slots=True)
class Style:
    """How titles are written in names; ``replaced`` maps a refused character with its spaces.

    ``joint`` stands between words where that is no space; ``decomposed``: letters and accents
    apart, as macOS writes them.
    """

    replaced: Mapping[str, str] = field(default_factory=dict)
    way: str = ""
    joint: str = " "
    decomposed: bool = False

    def written(self, title: str) -> str:
        """Return a title as a part of a name; still to be made a safe one."""
        text = WAYS[self.way](printable(unicodedata.normalize("NFC", title)))
        text = " ".join(_PLACE.sub(self._stand_in, text).split())
        return text if self.joint == " " else text.replace(" ", self.joint)

    def _stand_in(self, match: re.Match[str]) -> str:
        key = _key(match.group())
        if key in self.replaced:
            return self.replaced[key]
        char = key.strip()
        likes = [one for one in (char, f"{char} ", f" {char}", f" {char} ") if one in self.replaced]
        if not likes:
            return _DEFAULTS.get(key, "…" if key.startswith("…") else " ")
        like = max(likes, key=lambda one: (one[0] == key[0]) + (one[-1] == key[-1]))
        stands = self.replaced[like]
        if not stands.strip():
            return " " if key[-1] == " " else stands
        if like[0] != key[0]:  # French has a space before ?, which goes with it
            stands = " " * (key[0] == " " and char != "?") + stands.lstrip()
        if like[-1] != key[-1]:
            stands = stands.rstrip() + " " * (key[-1] == " ")
        return stands

    def component(self, text: str, limit: int = NAME_BYTES, ending: str = "") -> bytes:
        """Return a whole name, safe on every filesystem that may hold it."""
        if not self.decomposed:
            return file_name(text, limit, ending)
        name = b""
        for spare in range(0, limit, 8):
            made = file_name(text, limit - spare, ending)
            name = unicodedata.normalize("NFD", made.decode()).encode()
            if len(name) <= limit:
                break
        return name


def learn(pairs: Iterable[tuple[str, str]], usual: Style | None = None) -> Style:
    """Return the style in which titles were written, of pairs of a title and what is written.

    What they do not say is as in ``usual``, unless they write something else otherwise than that.
    """
    usual = usual or Style()
    votes: dict[str, Counter[str]] = {}
    ways: Counter[str] = Counter()
    joints: Counter[str] = Counter()
    decomposed = whole = 0
    for title, raw in pairs:
        written = unicodedata.normalize("NFC", raw)
        decomposed, whole = decomposed + (written != raw), whole + (not raw.isascii())
        joint = _joint(written) if " " in fold(title) else " "
        if " " in fold(title):
            joints[joint] += 1
        if title == written:
            if not title.isascii():
                ways.update(way for way, change in WAYS.items() if change(title) == title)
            continue
        if joint != " ":
            written = written.replace(joint, " ")
        _vote(title, written, ways, votes)
    replaced = {key: one.most_common(1)[0][0] for key, one in votes.items()}
    way = max(WAYS, key=lambda way: (ways[way], way == usual.way))
    if way == usual.way and all(usual.replaced.get(key, it) == it for key, it in replaced.items()):
        replaced = {**usual.replaced, **replaced}
    return Style(
        replaced,
        way,
        joints.most_common(1)[0][0] if joints else usual.joint,
        decomposed * 2 > whole if whole else usual.decomposed,
    )


def _joint(written: str) -> str:
    if " " in written:
        return " "
    return next((char for char in "._" if char in written), " ")


def _vote(title: str, written: str, ways: Counter[str], votes: dict[str, Counter[str]]) -> None:
    is_first = True
    for way, change in WAYS.items():
        changed = change(unicodedata.normalize("NFC", title))
        keys = [_key(one) for one in _PLACE.findall(changed)]
        segments = [re.escape(one) for one in _PLACE.split(changed)]
        match = re.fullmatch(f"(.{{0,{_LONGEST}}}?)".join(segments), written)
        if match is None:
            continue
        ways[way] += not title.isascii()
        if is_first:
            for key, stands in zip(keys, match.groups(), strict=True):
                votes.setdefault(key, Counter())[stands] += 1
        is_first = False


def _key(place: str) -> str:
    before = " " if place[0].isspace() else ""
    after = " " if place[-1].isspace() else ""
    return f"{before}{place.strip()}{after}"
