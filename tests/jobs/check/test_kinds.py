"""The registry of kinds: what derives from it, what is written by hand beside it, and its words."""

from __future__ import annotations

import re

import pytest

from tests.support.check_reports import schema
from tests.support.running import REPOSITORY
from vidtui import i18n
from vidtui.jobs.check import kinds
from vidtui.jobs.check.kinds import INFORMATION, ISSUES, KINDS, meaning, title


@pytest.mark.parametrize("kind", KINDS)
def test_texts_are_in_the_language_in_force_whenever_it_changes(kind: str) -> None:
    said = {}
    for language in ("en", "fr"):
        i18n.use(language)
        said[language] = title(kind), meaning(kind, 1), meaning(kind, 2)
    i18n.use("en")
    assert all(en != fr for en, fr in zip(said["en"], said["fr"], strict=True))
    assert title(kind) == said["en"][0]


def test_the_worst_come_first_and_no_kind_is_both() -> None:
    assert (*ISSUES, *INFORMATION) == tuple(KINDS)


def test_the_schema_lists_them_in_their_order() -> None:
    listed = {one["const"]: one["description"] for one in schema()["$defs"]["kind"]["oneOf"]}
    assert list(listed) == list(KINDS)
    for kind, text in listed.items():
        assert text.startswith("Issue. ") == KINDS[kind].is_problem, kind


def test_the_documents_tell_of_each_in_one_table() -> None:
    pages = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md"))]
    tables = [re.findall(r"(?m)^\| (`\w+`.*?) \|", page.read_text("utf-8")) for page in pages]
    told = [re.findall(r"`(\w+)`", " ".join(rows)) for rows in tables]
    assert any(set(KINDS) == set(kinds) & set(KINDS) for kinds in told)
    for rows in tables:
        for row in rows:
            named = [kind for kind in re.findall(r"`(\w+)`", row) if kind in KINDS]
            assert len({KINDS[kind].is_problem for kind in named}) <= 1, row


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_counted_in_french(kind: kinds.Kind) -> None:
    english = {kinds.counted(kind, count) for count in (1, 2)}
    title = kinds.title(kind)
    i18n.use("fr")
    assert english.isdisjoint(kinds.counted(kind, count) for count in (1, 2))
    assert kinds.title(kind) != title
