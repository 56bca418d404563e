"""The one way to show foreign text."""

from __future__ import annotations

import base64
import json
import os
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.support.names import HOSTILE
from tests.support.running import checked_text
from vidtui.i18n import size
from vidtui.text import (
    file_name,
    fold,
    fold_lines,
    json_path,
    printable,
    printable_json,
    printable_lines,
    readable,
    shorten,
)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("plain é 千", "plain é 千"),
        ("a\nb\rc\td", "a\\nb\\rc\\td"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\x00\x07\x7f", "\\x00\\x07\\x7f"),
        ("\x9b", "\\x9b"),
        ("\u202e\u2066\u200f\u061c", "\\u202e\\u2066\\u200f\\u061c"),
        ("\u2028\ufeff", "\\u2028\\ufeff"),
        (b"Am\xe9lie", "Am\\xe9lie"),
        ("\udce9", "\\xe9"),
        ("\ud800", "\\ud800"),
        (b"", ""),
    ],
)
def test_show(value: bytes | str, shown: str) -> None:
    assert printable(value) == shown
    assert printable(shown) == shown


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names_show_in_one_printable_line(name: bytes) -> None:
    assert "\n" not in checked_text(printable(name).encode("utf-8"))


def test_every_byte_can_be_shown() -> None:
    text = printable(bytes(range(256)))
    assert text.isprintable()
    assert len(text.splitlines()) == 1


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_json_gives_the_very_bytes(name: bytes) -> None:
    entry = json_path(name)
    encoded = entry.get("path_b64")
    back = base64.b64decode(encoded) if encoded else os.fsencode(entry["path"])
    assert back == name


def test_json_has_no_bytes_where_text_says_all() -> None:
    assert json_path("Amélie".encode()) == {"path": "Amélie"}
    assert json_path(b"\xff", "folder") == {"folder": "\\xff", "folder_b64": "/w=="}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Amélie".encode(), "Amélie"),
        (unicodedata.normalize("NFD", "Amélie").encode(), "Amélie"),
        (b"Am\xe9lie", "Amélie"),
        (b"\x9cuvre", "œuvre"),
        (b"\x81", "\ufffd"),
    ],
)
def test_readable(name: bytes, text: str) -> None:
    assert readable(name) == text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("L'Été  meurtrier", "l’ete meurtrier"),
        ("Sœur", "SOEUR"),
        ("Séries", "series"),
        ("Se7en!", "se7en"),
        ("_a_b_", "a b"),
        ("Straße", "STRASSE"),
        ("Łódź", "lodz"),
    ],
)
def test_fold(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("text", "width", "short"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "ab…efg"),
        ("abcdefg", 5, "ab…fg"),
        ("abc", 2, "…c"),
        ("abc", 1, "a"),
        ("abc", 0, ""),
    ],
)
def test_shorten(text: str, width: int, short: str) -> None:
    assert shorten(text, width) == short


@pytest.mark.parametrize(
    ("text", "width", "short"),
    [
        ("千と千尋の神隠し", 16, "千と千尋の神隠し"),
        ("千と千尋の神隠し", 15, "千と千…の神隠し"),
        ("千と千尋の神隠し", 14, "千と千…神隠し"),
        ("千と千尋の神隠し", 2, "…"),
        ("千と千尋の神隠し", 1, ""),
        ("Amélie.mkv".replace("é", "e\u0301"), 10, "Ame\u0301lie.mkv"),
        ("abcde\u0301fgh", 7, "abc…fgh"),
        ("ａｂｃ.mkv", 8, "ａ….mkv"),
    ],
)
def test_shorten_counts_the_cells_of_a_terminal(text: str, width: int, short: str) -> None:
    assert shorten(text, width) == short


@given(st.text(st.sampled_from("aé千ａ\u0301\u200d👨🏽️ｶ"), max_size=30), st.integers(0, 40))
def test_what_is_shortened_never_takes_more_cells(text: str, width: int) -> None:
    assert cell_len(shorten(text, width)) <= width


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1.0 KiB"),
        (1500 << 20, "1.5 GiB"),
        (9 << 50, "9216.0 TiB"),
    ],
)
def test_size(count: int, text: str) -> None:
    assert size(count) == text


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Alien", b"Alien"),
        ("Alien: Covenant", b"Alien - Covenant"),
        ("../../etc/passwd", b"etc passwd"),
        ("/etc/passwd", b"etc passwd"),
        ("a\\b", b"a b"),
        ("What? <Why> | \"How\" *", b"What Why How"),
        ("...", b"_"),
        ("", b"_"),
        ("   ", b"_"),
        (".hidden", b"hidden"),
        ("Vol. 2.", b"Vol. 2"),
        ("new\nline", b"new nline"),
        ("e\u0301", "é".encode()),
        ("x" * 300, b"x" * 200),
        ("é" * 300, "é".encode() * 100),
        ("x" * 199 + "é", b"x" * 199),
        ("x" * 199 + ". y", b"x" * 199),
        ("y" + "e\u0323" * 150, b"y" + "ẹ".encode() * 66),
        ("x" * 198 + "q\u0323\u0302", b"x" * 198),
        ("CON", b"CON_"),
        ("Con.Man.S02E01", b"Con_.Man.S02E01"),
        ("Con Man", b"Con Man"),
        ("nul", b"nul_"),
        ("COM1", b"COM1_"),
        ("Aux (2020)", b"Aux (2020)"),
    ],
)  # fmt: skip
def test_a_title_as_a_file_name(title: str, name: bytes) -> None:
    assert file_name(title) == name


@pytest.mark.parametrize(
    ("limit", "name"),
    [(255, b"x" * 251 + b".mkv"), (143, b"x" * 139 + b".mkv"), (8, b"xxxx.mkv"), (3, b"_.mkv")],
)
def test_the_ending_of_a_file_name_is_kept(limit: int, name: bytes) -> None:
    assert file_name("x" * 300, limit, ".mkv") == name


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_titles_as_file_names(name: bytes) -> None:
    made = file_name(name.decode("utf-8", "surrogateescape"))
    assert 0 < len(made) <= 200
    assert b"/" not in made
    assert made.strip(b". ") == made
    checked_text(made)


@pytest.mark.parametrize("code", [*range(0x20), *range(0x7F, 0xA0), 0x202E, 0x2028, 0xFEFF, 0x61C])
def test_json_means_the_same_and_steers_no_terminal(code: int) -> None:
    value = {f"a{chr(code)}": [chr(code) * 2, "é☃"]}
    for text in (json.dumps(value, ensure_ascii=False), json.dumps(value)):
        shown = printable_json(text)
        assert shown.isprintable()
        assert json.loads(shown) == value


def test_line_ends_of_json_stay() -> None:
    text = json.dumps({"a": ["\n\u202e"]}, ensure_ascii=False, indent=2)
    assert printable_json(text) == text.replace("\u202e", "\\u202e")


def test_lines_are_shown_one_by_one() -> None:
    assert printable_lines("a\x1b\n\u202eb\n") == "a\\x1b\n\\u202eb\n"


@given(
    texts=st.lists(
        st.text(max_size=12) | st.sampled_from(["Œuvre", "l'É té", "_a__b", "\n", "千と"])
    )
)
def test_texts_folded_at_once_are_as_those_folded_one_by_one(texts: list[str]) -> None:
    assert fold_lines(texts).split("\n") == [fold(text) for text in texts or [""]]
