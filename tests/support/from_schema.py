"""Documents that a JSON Schema allows: whole ones, and real ones with some values exchanged."""

from __future__ import annotations

import base64
import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

Node = Mapping[str, Any]
Step = str | int

HOSTILE_TEXT = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", ".", "..", "/", "//x", "/etc/passwd", "a\nb", "\x1b[31m", "\u202e", "\0"]),
    st.sampled_from(["{0}", "{path}", "{x.y}", "%s", "[red]", "\ud800", "x" * 5000, "é" * 200]),
)
_WHOLE = (0, 1, -1, 2**31, 2**53 + 1, 2**63 - 1, 2**63, -(2**63), 10**30, 1.0, 1e18, 1e300)
_BYTES = (b"", b".", b"..", b"/", b"a", b"a/b", b"../a", b"/abs", b"a\0b", b"\xff", b"\x1b[31m")


class FromSchema:
    """Strategies for the values that a schema allows (the part of draft 2020-12 that ours use)."""

    def __init__(self, schema: Node) -> None:
        self.schema = schema

    def of(self, node: Node) -> st.SearchStrategy[Any]:
        """Return a strategy for what a node allows, but for its if and then."""
        node = self.resolved(node)
        if "const" in node:
            return st.just(node["const"])
        if "enum" in node:
            return st.sampled_from(list(node["enum"]))
        for key in ("anyOf", "oneOf"):
            if key in node:
                return st.one_of([self.of(one) for one in node[key]])
        kinds = node.get("type", ["object", "array", "string", "integer", "number", "null"])
        kinds = [kinds] if isinstance(kinds, str) else kinds
        return st.one_of([self._of_type(kind, node) for kind in kinds])

    def resolved(self, node: Node) -> Node:
        """Return a node with what its reference says, and beside that what it says itself."""
        if "$ref" not in node:
            return node
        found: Node = self.schema
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        found = self.resolved(found)
        own = {key: value for key, value in node.items() if key != "$ref"}
        return {
            **found,
            **own,
            "properties": {**found.get("properties", {}), **own.get("properties", {})},
            "required": [*found.get("required", ()), *own.get("required", ())],
        }

    def _of_type(self, kind: str, node: Node) -> st.SearchStrategy[Any]:
        match kind:
            case "null":
                return st.none()
            case "boolean":
                return st.booleans()
            case "integer":
                return self._number(node, st.integers())
            case "number":
                numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers()
                return self._number(node, numbers)
            case "string":
                return self._text(node)
            case "array":
                least = node.get("minItems", 0)
                return st.lists(self.of(node["items"]), min_size=least, max_size=least + 2)
        return self._object(node)

    def _number(self, node: Node, others: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        low, high = node.get("minimum", float("-inf")), node.get("maximum", float("inf"))
        return (st.sampled_from(_WHOLE) | others).filter(lambda value: low <= value <= high)

    def _text(self, node: Node) -> st.SearchStrategy[str]:
        if node.get("contentEncoding") == "base64":
            some = st.sampled_from(_BYTES) | st.binary(max_size=8)
            least = node.get("minLength", 0)
            encoded = some.map(lambda value: base64.b64encode(value).decode())
            return encoded.filter(lambda text: len(text) >= least)
        pattern = node.get("pattern")
        if pattern is None:
            return HOSTILE_TEXT
        if pattern.startswith("^(?!"):  # says only what must not be there
            return HOSTILE_TEXT.filter(lambda text: re.search(pattern, text) is not None)
        return st.from_regex(pattern.replace("$", r"\Z"))

    def _object(self, node: Node) -> st.SearchStrategy[Any]:
        known = {name: self.of(one) for name, one in node.get("properties", {}).items()}
        required = {name: known[name] for name in node.get("required", ())}
        optional = {name: one for name, one in known.items() if name not in required}
        fixed = st.fixed_dictionaries(required, optional=optional)
        more = node.get("additionalProperties", False)
        if not isinstance(more, Mapping):
            return fixed
        names = self.of(node["propertyNames"]) if "propertyNames" in node else HOSTILE_TEXT
        extra = st.dictionaries(names, self.of(more), max_size=3)
        return st.tuples(extra, fixed).map(lambda both: {**both[0], **both[1]})

    def places(self, document: Any, node: Node, at: tuple[Step, ...] = ()) -> Iterator[Any]:
        """Yield each place in a document with the node that says what may stand there."""
        node = self.resolved(node)
        yield at, node
        for one in (*node.get("anyOf", ()), *node.get("oneOf", ())):
            if isinstance(document, dict) and self.resolved(one).get("type") != "null":
                yield from self.places(document, one, at)
        if isinstance(document, list) and "items" in node:
            for index, value in enumerate(document):
                yield from self.places(value, node["items"], (*at, index))
        if isinstance(document, dict):
            for name, one in node.get("properties", {}).items():
                if name in document:
                    yield from self.places(document[name], one, (*at, name))

    def changed(self, document: Any, node: Node) -> st.SearchStrategy[Any]:
        """Return a strategy for a document in which up to three values are others."""
        return st.lists(self._change(document, node), min_size=1, max_size=3).map(
            lambda changes: _with(document, changes)
        )

    def _change(self, document: Any, node: Node) -> st.SearchStrategy[Any]:
        places = [(at, one) for at, one in self.places(document, node) if at]
        return st.sampled_from(places).flatmap(
            lambda place: st.tuples(st.just(place[0]), self.of(place[1]))
        )


def _with(document: Any, changes: list[tuple[tuple[Step, ...], Any]]) -> Any:
    changed = copy.deepcopy(document)
    for (*steps, last), value in changes:
        at = changed
        try:
            for step in steps:
                at = at[step]
            at[last] = value
        except (IndexError, KeyError, TypeError):
            continue  # an earlier change took the place away
    return changed
