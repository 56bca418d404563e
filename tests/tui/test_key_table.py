"""The tables of keys in the guides and the bindings say the same, both ways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.binding import Binding

from vidtui import i18n
from vidtui.i18n import _
from vidtui.tui import bindings
from vidtui.tui.app import PAGES, VidtuiApp
from vidtui.tui.moving import Choices, LongText
from vidtui.tui.page import Dialog
from vidtui.tui.palette import Palette
from vidtui.tui.roots.screen import RootTable
from vidtui.tui.widgets import VirtualList

DOCS = Path(__file__).parents[2] / "docs"
TABLES = [DOCS / "keys.md", DOCS / "fr" / "keys.md"]
ROW = re.compile(r"^\| (`.*`) \| (.+) \| (`[\w.]+`(?: … `[\w.]+`)?) \|$", re.MULTILINE)


def below(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        if one.__module__.startswith("vidtui."):
            yield one
            yield from below(one)


def bound() -> dict[str, Binding]:
    """Return by its id every binding of the app, of pages, lists and windows."""
    places = [VidtuiApp, *PAGES, Dialog, *below(Dialog), VirtualList, RootTable, Choices, LongText]
    places.append(Palette)
    return {
        binding.id: binding
        for place in places
        for binding in place.__dict__.get("BINDINGS", ())
        if isinstance(binding, Binding) and binding.id is not None
    }


def ticked(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def told(page: Path) -> dict[str, tuple[set[str], str]]:
    """Return by its id the keys of every action of a table, and what is said of it."""
    found: dict[str, tuple[set[str], str]] = {}
    for keys, text, ids in ROW.findall(page.read_text("utf-8")):
        names = ticked(ids)
        pairs = [(names[0], set(ticked(keys)))]
        if len(names) == 2:  # a row for nine digits
            stem = names[0].removesuffix("1")
            assert names[1] == f"{stem}9"
            assert ticked(keys) == ["1", "9"]
            pairs = [(f"{stem}{digit}", {str(digit)}) for digit in range(1, 10)]
        for name, shown in pairs:
            assert name not in found, f"{name} stands there twice"
            found[name] = shown, text
    return found


def in_force(name: str) -> set[str]:
    """Return the keys of an action; a digit with Shift, as the kitty protocol sends it, is one."""
    keys = bindings._defaults[name].split(",")
    return {key for key in keys if not re.fullmatch(r"shift\+\d", key)}


def test_every_binding_has_a_name() -> None:
    letters = {f"go.{page.MODE}" for page in PAGES if page.LETTER}
    assert bindings._defaults.keys() == bound().keys() | letters


@pytest.mark.parametrize("page", TABLES, ids=["en", "fr"])
def test_table_and_bindings_name_the_same_actions(page: Path) -> None:
    assert set(told(page)) == set(bindings._defaults)


@pytest.mark.parametrize("page", TABLES, ids=["en", "fr"])
def test_table_and_bindings_have_the_same_keys(page: Path) -> None:
    different = {
        name: (shown, in_force(name))
        for name, (shown, _text) in told(page).items()
        if {bindings._key_name(key) for key in shown} != in_force(name)
    }
    assert different == {}


@pytest.mark.parametrize(("page", "language"), zip(TABLES, ["en", "fr"], strict=True))
def test_what_the_table_says_is_what_the_help_says(page: Path, language: str) -> None:
    i18n.use(language)
    helped = {name: one.tooltip for name, one in bound().items() if one.tooltip}
    assert len(helped) > 60
    rows = told(page)
    assert {name: rows[name][1] for name in helped} == {
        name: _(text) for name, text in helped.items()
    }


def test_a_row_that_is_missing_or_wrong_would_be_seen(tmp_path: Path) -> None:
    page = tmp_path / "keys.md"
    text = TABLES[0].read_text("utf-8")
    page.write_text(text.replace("| `s` | Leave it", "| `z` | Leave it"), "utf-8")
    assert told(page)["links.skip"][0] == {"z"}
    page.write_text(re.sub(r".*`links\.skip`.*\n", "", text), "utf-8")
    assert "links.skip" not in told(page)
