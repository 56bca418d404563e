"""Many numbers and keys in little memory, and where each of them stands."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import overload

from vidtui.library.reading import Key

KINDS = ("movie", "series", "group", "file")


class Places:
    """Where each of many numbers stands among others; a dict of them takes five times as much."""

    def __init__(self, numbers: Iterable[tuple[int, int]]) -> None:
        """Take the numbers, each with its place."""
        self._numbers, self._places = array("q"), array("I")
        for number, place in sorted(numbers):
            self._numbers.append(number)
            self._places.append(place)

    def get(self, number: int) -> int | None:
        """Return where a number stands, None where it is not there."""
        at = bisect_left(self._numbers, number)
        found = at < len(self._numbers) and self._numbers[at] == number
        return self._places[at] if found else None


class Keys(Sequence[Key]):
    """What each work is, by position."""

    def __init__(self, keys: Iterable[Key] = ()) -> None:
        self._kinds, self._ids = bytearray(), array("q")
        for key in keys:
            self.append(key)

    def append(self, key: Key) -> None:
        """Add one, as long as nobody has asked where one stands."""
        self._kinds.append(KINDS.index(key[0]))
        self._ids.append(key[1])

    def __len__(self) -> int:
        return len(self._ids)

    @overload
    def __getitem__(self, place: int) -> Key: ...
    @overload
    def __getitem__(self, place: slice) -> list[Key]: ...
    def __getitem__(self, place: int | slice) -> Key | list[Key]:
        """Return what stands at a position."""
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        return KINDS[self._kinds[place]], self._ids[place]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Keys):
            return NotImplemented
        return (self._kinds, self._ids) == (other._kinds, other._ids)

    __hash__ = None  # type: ignore[assignment]

    @cached_property
    def _places(self) -> list[Places]:
        held = enumerate(zip(self._kinds, self._ids, strict=True))
        by_kind: list[list[tuple[int, int]]] = [[] for _kind in KINDS]
        for place, (kind, id_) in held:
            by_kind[kind].append((id_, place))
        return [Places(some) for some in by_kind]

    def place_of(self, key: Key) -> int | None:
        """Return where a work stands, None where it is not there."""
        return self._places[KINDS.index(key[0])].get(key[1])
