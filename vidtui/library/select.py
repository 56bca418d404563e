"""Answers queries over an index: which works, or which files, and in which order.

What a term matches is kept, so that a query that changes by a letter costs one term.
"""

from __future__ import annotations

import threading
import time
from array import array
from collections.abc import Callable, Iterable, Sequence
from itertools import compress, pairwise
from typing import Any, NamedTuple

from vidtui.i18n import _
from vidtui.library import fields
from vidtui.library.fields import Field, Level
from vidtui.library.index import Column, Index
from vidtui.library.syntax import Query, Term, parse
from vidtui.library.values import Part, QueryProblem, Token, Wanted, wanted_of
from vidtui.text import fold, printable

MOST_KEPT = 64  # masks and orders: a byte a row each
_LAST = "\U0010ffff"


class Condition(NamedTuple):
    """What a term asks of one field; everything fits where ``wanted`` is empty."""

    field: Field
    wanted: tuple[Wanted, ...]
    negated: bool


class Order(NamedTuple):
    """By which field, and whether the highest come first."""

    field: Field
    descending: bool


class Plan(NamedTuple):
    """A query that is understood."""

    wishes: tuple[tuple[Condition, ...], ...]
    orders: tuple[Order, ...]

    @property
    def names_kind(self) -> bool:
        """Whether it says which kinds it wants: extras are left out where it does not."""
        return any(one.field.name == "kind" for wish in self.wishes for one in wish)

    def and_(self, other: Plan) -> Plan:
        """Return what fits both, in the first order that is given."""
        wishes = [(*mine, *more) for mine in self.wishes or ((),) for more in other.wishes or ((),)]
        return Plan(tuple(one for one in wishes if one), self.orders or other.orders)


def understood(text: str, now: float | None = None) -> Plan:
    """Return what a text asks for.

    Args:
        text: a query.
        now: the time, for dates such as ``-2w``.

    Raises:
        QueryProblem: it names a field that there is not, or a value that cannot be.
    """
    query = parse(text, fields.is_field)
    at = time.time() if now is None else now
    wishes = tuple(
        tuple(condition for term in wish for condition in _conditions(term, at))
        for wish in query.wishes
    )
    return Plan(wishes, _orders(query, wishes))


def _orders(query: Query, wishes: Iterable[Sequence[Condition]]) -> tuple[Order, ...]:
    found = (Order(fields.BY_NAME[fold(one.field)], one.descending) for one in query.sorts)
    suspects = any(
        one.field.name == "is" and Token("suspect") in one.wanted and not one.negated
        for wish in wishes
        for one in wish
    )
    return tuple(found) or ((Order(fields.BY_NAME["doubt"], True),) if suspects else ())


def _conditions(term: Term, now: float) -> list[Condition]:
    field = _field(term)
    wanted: list[Wanted] = []
    for value in term.values:
        try:
            held = wanted_of(field, value, now)
        except QueryProblem as problem:
            raise QueryProblem(str(problem), term.at) from None
        if not held:
            return []  # nothing is asked yet
        wanted += held
    return [Condition(field, tuple(dict.fromkeys(wanted)), term.negated)]


def _field(term: Term) -> Field:
    if term.field is None:
        return fields.BY_NAME["title"]
    found = fields.find(term.field)
    if found is not None:
        return found
    name, near = printable(term.field), fields.nearest_field(term.field)
    if near is not None:
        text = _("no field {name}; did you mean {near}?").format(name=name, near=near)
    else:
        text = _('no field {name}; a title with a colon stands in quotes: "{name}:…"').format(
            name=name
        )
    raise QueryProblem(text, term.at)


class Selector:
    """Answers queries over one index; for one thread at a time."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._masks: dict[tuple[str, Wanted], int] = {}
        self._orders: dict[tuple[Level, tuple[Order, ...]], array[int]] = {}
        self._busy = threading.Lock()

    def works(self, text: str, now: float | None = None) -> array[int]:
        """Return the positions of the works that fit, or of which a file does, in their order.

        Raises:
            QueryProblem: the text cannot be answered.
        """
        return self.works_of(understood(text, now))

    def works_of(self, plan: Plan) -> array[int]:
        """Return the positions of the works that fit, as ``works`` does."""
        return self._positions(plan, "work")

    def files(self, text: str, now: float | None = None) -> array[int]:
        """Return the positions of the files that fit, in their order.

        Raises:
            QueryProblem: the text cannot be answered.
        """
        return self.files_of(understood(text, now))

    def files_of(self, plan: Plan) -> array[int]:
        """Return the positions of the files that fit, as ``files`` does."""
        return self._positions(plan, "file")

    def _positions(self, plan: Plan, level: Level) -> array[int]:
        with self._busy:
            mask = self._mask(plan, level)
            if not plan.orders:
                return array("I", compress(range(len(mask)), mask))
            order = self._order(level, plan.orders)
            return array("I", compress(order, map(mask.__getitem__, order)))

    def _mask(self, plan: Plan, level: Level) -> bytes:
        """Return for each work or file a 1 where it fits."""
        works, files = len(self.index.keys), len(self.index.files)
        kinds = None if plan.names_kind else self._of_field(
            fields.BY_NAME["kind"], (Token("extra"),), negated=True
        )  # fmt: skip
        by_work, by_file, is_file = 0, 0, False
        for wish in plan.wishes or ((),):
            mine = self._by_level(wish)
            if "file" in mine or level == "file" or kinds is not None:
                held = mine.get("file", _ones(files))
                if "work" in mine:
                    held &= self._expanded(mine["work"])
                by_file |= held
                is_file = True
            else:
                by_work |= mine.get("work", _ones(works))
        if not is_file:
            return by_work.to_bytes(works, "little")
        if kinds is not None:
            by_file &= kinds
        if level == "file":
            return (by_file | self._expanded(by_work)).to_bytes(files, "little")
        return self._works_of(by_file, by_work)

    def _by_level(self, wish: Iterable[Condition]) -> dict[Level, int]:
        """Return the works, and the files, that fit all conditions of a wish."""
        found: dict[Level, int] = {}
        for field, wanted, negated in wish:
            level = self._column(field).level
            fitting = self._of_field(field, wanted, negated=negated)
            found[level] = found[level] & fitting if level in found else fitting
        return found

    def _works_of(self, files: int, works: int) -> bytes:
        """Return the works of files, and others."""
        held = bytearray(works.to_bytes(len(self.index.keys), "little"))
        for work in compress(self.index.work_of, files.to_bytes(len(self.index.files), "little")):
            held[work] = 1
        return bytes(held)

    def _expanded(self, mask: int) -> int:
        """Return the files of works."""
        if not mask:
            return 0
        held = mask.to_bytes(len(self.index.keys), "little")
        return int.from_bytes(bytes(map(held.__getitem__, self.index.work_of)), "little")

    def _column(self, field: Field) -> Column:
        return self.index.column(field.name, field.source)

    def _of_field(self, field: Field, wanted: tuple[Wanted, ...], negated: bool) -> int:
        """Return the rows of which a field fits, a byte each."""
        column = self._column(field)
        mask = 0
        for one in wanted:
            mask |= self._of_value(field.name, column, one)
        return mask ^ _ones(len(column.values)) if negated else mask

    def _of_value(self, name: str, column: Column, wanted: Wanted) -> int:
        key = name, wanted
        if key not in self._masks:
            while len(self._masks) >= MOST_KEPT:
                del self._masks[next(iter(self._masks))]
            narrower = self._narrower(name, wanted, len(column.values))
            if narrower is not None and isinstance(wanted, Part):
                found: Iterable[int] = _among(column, wanted.text, narrower)
            else:
                found = wanted.fits(column.values, many=column.many)
            self._masks[key] = int.from_bytes(bytes(found), "little")
        return self._masks[key]

    def _narrower(self, name: str, wanted: Wanted, rows: int) -> bytes | None:
        """Return the rows that may fit, where what was typed before says so and leaves few."""
        if not isinstance(wanted, Part) or wanted.whole:
            return None
        before = self._masks.get((name, Part(wanted.text[:-1])))
        held = b"" if before is None else before.to_bytes(rows, "little")
        return held if held and 2 * held.count(1) < rows else None

    def _order(self, level: Level, orders: tuple[Order, ...]) -> array[int]:
        """Return all positions in an order; what says nothing comes last."""
        key = level, orders
        if key not in self._orders:
            while len(self._orders) >= MOST_KEPT // 8:
                del self._orders[next(iter(self._orders))]
            count = len(self.index.keys if level == "work" else self.index.files)
            found: Sequence[int] = range(count)
            for field, descending in reversed(orders):
                keys = self._sort_keys(level, field)
                known = [place for place in found if keys[place] is not None]
                known.sort(key=keys.__getitem__, reverse=descending)
                found = known + [place for place in found if keys[place] is None]
            self._orders[key] = array("I", found)
        return self._orders[key]

    def _sort_keys(self, level: Level, field: Field) -> list[Any]:
        """Return by position what is sorted by, None where there is nothing.

        A work has the sum of its files' sizes, and else the highest of them.
        """
        if field.name == "title":  # as they stand
            works = range(len(self.index.keys))
            return list(works if level == "work" else self.index.work_of)
        column = self._column(field)
        values = _sortable(column)
        if column.level == level:
            return values
        if level == "file":
            return [values[work] for work in self.index.work_of]
        return _gathered(values, self.index.first, sum if field.name == "size" else max)


def _sortable(column: Column) -> list[Any]:
    """Return the values of a column, of several the highest; None where there is nothing."""
    if column.many:
        return [max(one, default=None) for one in column.values]
    return [None if one == "" else one for one in column.values]


def _gathered(
    values: list[Any], first: Sequence[int], gather: Callable[[list[Any]], Any]
) -> list[Any]:
    """Return the sum, or the highest, of what is known of each work's files."""
    of_works = (values[start:end] for start, end in pairwise(first))
    if None in values:
        of_works = ([value for value in held if value is not None] for held in of_works)
    return [gather(held) if held else None for held in of_works]


def _ones(count: int) -> int:
    return int.from_bytes(b"\x01" * count, "little")


def _among(column: Column, needle: str, rows: bytes) -> bytearray:
    """Return of each row whether it has a text; those that ``rows`` leaves out have not."""
    found, values = bytearray(len(rows)), column.values
    for place in compress(range(len(rows)), rows):
        found[place] = needle in values[place]
    return found
