"""Two paths that look the same: what differs is said, wherever both are shown."""

from __future__ import annotations

import os
import unicodedata

import pytest

from tests.support.library import Library
from vidtui.batch.repair import plan_text
from vidtui.catalogue.journal import ActionRow
from vidtui.jobs import journal_wording
from vidtui.jobs.check import kinds as words
from vidtui.jobs.check.findings import Finding
from vidtui.jobs.wording import difference
from vidtui.tui.links import view
from vidtui.tui.links.rows import Row

NFC = "/films/Amélie (2001)/Amélie (2001).mkv"
NFD = unicodedata.normalize("NFD", NFC)
FORMS = "the accents are written otherwise (NFC, then NFD)"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (NFC, NFD, FORMS),
        (NFD, NFC, "the accents are written otherwise (NFD, then NFC)"),
        (NFC, "/films/Amélie (2001)/" + os.path.basename(NFD), FORMS.replace("NFD", "mixed")),
        ("/a/Heat.mkv", "/a/HEAT.mkv", "upper and lower case differ"),
        ("/a/Heat/b.mkv", "/a/Heat /b.mkv", "a space at the beginning or the end of a name"),
        ("/a/Heat.mkv", "/a/Heat .mkv", "a space at the beginning or the end of a name"),
        ("/a/Heat.mkv", "/a/ Heat.mkv", "a space at the beginning or the end of a name"),
        ("/a/Le Mans.mkv", "/a/Le\u00a0Mans.mkv", "another kind of space (U+00A0)"),
        ("/a/L'Été.mkv", "/a/L’Été.mkv", "signs that look alike (U+2019)"),
        ("/a/9-1-1.mkv", "/a/9‑1‑1.mkv", "signs that look alike (U+2011)"),
        ("/a/Heat.mkv", "/a/Неat.mkv", "signs that look alike (U+041D, U+0435)"),
        ("/a/Heat.mkv", "/a/He\u200bat.mkv", "an invisible character (U+200B)"),
        ("/a/Le film.mkv", "/a/Le ﬁlm.mkv", "signs that look alike (U+FB01)"),
        ("/a/\u00c5sa.mkv", "/a/\u212bsa.mkv", FORMS.replace("NFD", "mixed")),
        (NFC, NFD.lower(), f"{FORMS}, upper and lower case differ"),
        ("/a/Heat.mkv", "/a/Heat.mkv", ""),
        ("/a/Heat.mkv", "/a/Heat 2.mkv", ""),
        ("/a/Heat.mkv", "/b/HEAT.mkv", ""),
        ("/a/Heat.mkv", "/a/Heat.mp4", ""),
        ("/a/Le Mans.mkv", "/a/LeMans.mkv", ""),
    ],
)  # fmt: skip
def test_what_differs(one: str, other: str, expected: str) -> None:
    assert difference(one.encode(), other.encode()) == expected


def test_bytes_that_are_no_text() -> None:
    assert difference(b"/a/\xe9t\xe9.mkv", b"/a/\xe9T\xe9.mkv") == "upper and lower case differ"
    assert difference(b"/a/\xe9.mkv", "/a/é.mkv".encode()) == ""


@pytest.fixture(scope="module")
def renamed(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A film whose folder and file came back with their accents in the other form."""
    library = Library(tmp_path_factory.mktemp("alike"))
    library.films(3)
    library.put(NFC[1:])
    library.link("Films/a.mkv", library.path(NFC[1:]))
    library.import_()
    library.rename(NFC[1:], NFD[1:])
    return library


def test_the_report_and_the_screen_of_a_repair(renamed: Library) -> None:
    plan = renamed.find().plan
    lines = plan_text(plan, renamed.settings(), show_all=True, prefix_moved=False)
    assert f"      what differs: {FORMS}" in lines
    (planned,) = plan.links
    said = view.link_summary(Row(planned), planned.link.proposals[0], 120)
    assert FORMS in said.plain


def test_a_finding_that_names_two_paths() -> None:
    twin = Finding(
        "unicode_twin", b"/films", NFD.encode(), detail=NFC.encode(), facts={"other": "Amélie"}
    )
    forms = "the accents are written otherwise (NFD, then NFC)"
    assert words.evidence(twin) == f"beside Amélie ({forms})"


def test_the_journal() -> None:
    intent = {"path": b"a.mkv".hex(), "old": NFC.encode().hex(), "new": NFD.encode().hex()}
    action = ActionRow(1, 1, "relink", intent, "done", 1, None)
    assert ("differs", "What differs", FORMS) in journal_wording.told(action)
    assert journal_wording.what(action).endswith(f"({FORMS})")
