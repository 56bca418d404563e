"""How a tree writes titles: what stands for characters that a name cannot have.

``Alien: Covenant`` is ``Alien - Covenant``, ``Alien- Covenant`` or ``Alien Covenant``, as the tree
has it. A sign that it was never seen to write is told by ``Style.unseen``, for a person to say.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from vidtui.layout.model import NAME_BYTES
from vidtui.text import file_name, fold, printable

COMPANION_ROOM: Final = 12
"""Bytes that a video's name leaves free: ``.fr.forced.srt`` is so much longer than ``.mkv``."""
_REFUSED: Final = frozenset('/\\:*?"<>|')
_FREE = (
    r"\xa1-\xa9\xab-\xb1\xb4\xb6-\xb8\xbb\xbf\xd7\xf7"
    r"\u2016\u2017\u2020-\u2025\u2030-\u205e\u20a0-\u20bf\u2190-\u2bff\u3001-\u301f"
)
"""Signs beyond ASCII that a name may have, for a pattern; ``·`` is written by some."""
_PLACE = re.compile(rf'\s*[/\\:*?"<>|{_FREE}]\s*|(?<=\S)…\s*')
_LETTERS = str.maketrans(
    {"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae", "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "đ": "d"}
)
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
_TYPED_AS: Final = {chr(char): str(plain) for char, plain in _STRAIGHT.items()}
_TYPED = re.compile(f"[{''.join(_TYPED_AS)}]")
_SIGN = re.compile(rf"[{re.escape(''.join(_REFUSED))}…{_FREE}{''.join(_TYPED_AS)}]")
_JOINING: Final = frozenset(":/\\|")
_DEFAULTS: Final = {" : ": " - ", ": ": " - ", ":": "-", "/": "-", " / ": " - "}
_LONGEST = 3  # characters that stand for one
_AGREED = 0.75  # of the names that have a sign
CASES: Final[Mapping[str, Callable[[str], str]]] = {
    "": lambda text: text,
    "upper": str.upper,
    "lower": str.lower,
}
"""How capitals are written: as they are, or all alike."""


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
    apart, as macOS writes them; ``case`` is one of ``CASES``. Of signs that are ``torn`` the names
    do not agree.
    """

    replaced: Mapping[str, str] = field(default_factory=dict)
    way: str = ""
    joint: str = " "
    decomposed: bool = False
    case: str = ""
    torn: frozenset[str] = frozenset()

    def written(self, title: str) -> str:
        """Return a title as a part of a name; still to be made a safe one."""
        text = self._lettered(title)
        if not text.isascii():
            text = _TYPED.sub(lambda match: self.replaced.get(match[0], match[0]), text)
        text = CASES[self.case](" ".join(_PLACE.sub(self._stand_in, text).split()))
        return text if self.joint == " " else text.replace(" ", self.joint)

    def unseen(self, title: str) -> list[str]:
        """Return the signs of a title, with their spaces, of which the tree does not say a thing.

        A tree that keeps one sign as it is keeps others that a name may have.
        """
        text = self._lettered(title)
        if text.isascii() and not _REFUSED & set(text):
            return []
        keys = dict.fromkeys(map(_key, (*_PLACE.findall(text), *_TYPED.findall(text))))
        return [key for key in keys if self._is_unseen(key)]

    def _is_unseen(self, key: str) -> bool:
        likes = self._likes(key)
        if key in likes:
            return key in self.torn
        if likes:
            return self.torn.issuperset(likes)
        return is_refused(key) or not self.keeps_signs

    def _lettered(self, title: str) -> str:
        return WAYS[self.way](printable(unicodedata.normalize("NFC", title)))

    def agrees_with(self, other: Style) -> bool:
        """Say whether both write the same for the signs that both have."""
        return all(other.replaced.get(key, it) == it for key, it in self.replaced.items())

    @property
    def signs(self) -> frozenset[str]:
        """The signs that were seen."""
        return frozenset(key.strip() for key in self.replaced)

    @property
    def keeps_signs(self) -> bool:
        """Whether names have a sign as it is, of those that a name may have."""
        return any(_is_kept(key, stands) for key, stands in self.replaced.items())

    def _likes(self, key: str) -> list[str]:
        """Return the places with the same sign that were seen, their spaces as they may be."""
        return [one for one in places_of(key) if one in self.replaced]

    def _stand_in(self, match: re.Match[str]) -> str:
        key = _key(match.group())
        if key in self.replaced:
            return self.replaced[key]
        char, likes = key.strip(), self._likes(key)
        if not likes:
            return _DEFAULTS.get(key, " " if char in _REFUSED else key)
        like = max(likes, key=lambda one: (one[0] == key[0]) + (one[-1] == key[-1]))
        return _spaced(self.replaced[like], like, key)

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


def _spaced(stands: str, like: str, key: str) -> str:
    """Return what stands for a sign with the spaces that it has here, and not where it was seen."""
    if not stands.strip():
        return " " if key[-1] == " " else stands
    if like[0] != key[0]:  # French has a space before ?, which goes with it
        stands = " " * (key[0] == " " and key.strip() != "?") + stands.lstrip()
    if like[-1] != key[-1]:
        stands = stands.rstrip() + " " * (key[-1] == " ")
    return stands


def places_of(key: str) -> tuple[str, ...]:
    """Return a sign with its spaces, and as it may have others around."""
    char = key.strip()
    return key, char, f"{char} ", f" {char}", f" {char} "


def has_sign(text: str) -> bool:
    """Say whether a text has a sign of which a tree has to say how it is written."""
    return _SIGN.search(text) is not None


def is_refused(key: str) -> bool:
    """Say whether Windows and SMB refuse names with a sign."""
    return key.strip() in _REFUSED


def _is_kept(key: str, stands: str) -> bool:
    return key.strip() == stands.strip() and not is_refused(key)


def stand_ins(key: str) -> list[str]:
    """Return what may stand for a sign that is between words as ``key`` says: ``: ``, ``/``."""
    char = key.strip()
    if char in _TYPED_AS:
        return [char, _TYPED_AS[char], ""]
    if char in _JOINING:
        return [" - ", " ", "-", ""] if key != char else ["-", " ", " - ", ""]
    return ["", "-", "_"] if is_refused(key) else [key, "-", " ", " - ", ""]


@dataclass(slots=True)
class _Votes:
    """What titles were seen to be written as."""

    signs: dict[str, Counter[str]] = field(default_factory=dict)
    ways: Counter[str] = field(default_factory=Counter)
    joints: Counter[str] = field(default_factory=Counter)
    cases: Counter[str] = field(default_factory=Counter)
    decomposed: int = 0
    accented: int = 0

    def add(self, title: str, raw: str) -> None:
        """Take a title and what is written of it."""
        written = unicodedata.normalize("NFC", raw)
        self.decomposed += written != raw
        self.accented += not raw.isascii()
        joint = " "
        if " " in title and " " in fold(title):
            joint = _joint(written)
            self.joints[joint] += 1
        title = self._in_case(title, written)
        if title == written:
            if not title.isascii():
                self.ways.update(way for way, change in WAYS.items() if change(title) == title)
                self._kept(title)
            return
        self._match(title, written if joint == " " else written.replace(joint, " "))

    def _in_case(self, title: str, written: str) -> str:
        """Return a title in small letters or capitals, where all of it is written so."""
        if title == title.upper() or title.islower():
            return title
        case = "upper" if written.isupper() else "lower" if written.islower() else ""
        self.cases[case] += 1
        return CASES[case](title)

    def _kept(self, title: str) -> None:
        for key in map(_key, (*_PLACE.findall(title), *_TYPED.findall(title))):
            if key.strip() not in _REFUSED:
                self.signs.setdefault(key, Counter())[key] += 1

    def _match(self, title: str, written: str) -> None:
        is_first = True
        for way, change in WAYS.items():
            changed = change(unicodedata.normalize("NFC", title))
            keys = [_key(one) for one in _PLACE.findall(changed)]
            segments = [re.escape(one) for one in _PLACE.split(changed)]
            match = re.fullmatch(f"(.{{0,{_LONGEST}}}?)".join(segments), written)
            if match is None:
                continue
            self.ways[way] += not title.isascii()
            if is_first:
                for key, stands in zip(keys, match.groups(), strict=True):
                    self.signs.setdefault(key, Counter())[stands] += 1
                for char in _TYPED.findall(changed):
                    self.signs.setdefault(char, Counter())[char] += 1
            is_first = False


def learn(pairs: Iterable[tuple[str, str]], usual: Style | None = None) -> Style:
    """Return the style in which titles were written, of pairs of a title and what is written.

    What they do not say is as in ``usual``, unless they write something else otherwise than that.
    """
    usual = usual or Style()
    votes = _Votes()
    for title, raw in pairs:
        votes.add(title, raw)
    replaced = {key: usual_of(one) for key, one in votes.signs.items()}
    way = max(WAYS, key=lambda way: (votes.ways[way], way == usual.way))
    found = Style(
        replaced,
        way,
        _most(votes.joints, usual.joint),
        votes.decomposed * 2 > votes.accented if votes.accented else usual.decomposed,
        _most(votes.cases, usual.case),
        frozenset(key for key, one in votes.signs.items() if not is_agreed(one)),
    )
    if way == usual.way and found.agrees_with(usual):
        torn = found.torn | (usual.torn - replaced.keys())
        return replace(found, replaced={**usual.replaced, **replaced}, torn=torn)
    return found


def usual_of(counts: Counter[str]) -> str:
    """Return what most names have."""
    return counts.most_common(1)[0][0]


def is_agreed(counts: Counter[str]) -> bool:
    """Say whether one way to write a sign is that of nearly all names that have it."""
    return counts.most_common(1)[0][1] >= _AGREED * counts.total()


def signs_in(pairs: Iterable[tuple[str, str]]) -> dict[str, Counter[str]]:
    """Return by sign, with its spaces, what stands for it in titles that were written."""
    votes = _Votes()
    for title, raw in pairs:
        votes.add(title, raw)
    return votes.signs


def _most(counts: Counter[str], otherwise: str) -> str:
    return usual_of(counts) if counts else otherwise


def _joint(written: str) -> str:
    if " " in written:
        return " "
    return next((char for char in "._" if char in written), " ")


def _key(place: str) -> str:
    before = " " if place[0].isspace() else ""
    after = " " if place[-1].isspace() else ""
    return f"{before}{place.strip()}{after}"
