"""The plan file: what is written is read again, nothing wrong is taken; what flags may decide."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.library import Library
from tests.support.names import HOSTILE
from tests.support.plans import LINKS, assert_valid, full_plan, link, plan, proposal
from tests.support.running import strict_json
from vidtui.catalogue.database import open_catalogue
from vidtui.errors import UsageProblem
from vidtui.jobs.links.model import (
    BrokenLink,
    Evidence,
    ForeignView,
    Hop,
    Place,
    Planned,
    PlanRoot,
    Proposal,
)
from vidtui.jobs.repair import accepting, plan_file


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_a_plan_is_read_as_it_was_written(tmp_path: Path, name: bytes) -> None:
    path = tmp_path / "plan.json"
    written = full_plan(name if name != b".." else b"...")
    plan_file.write(path, written)
    assert plan_file.read(path) == written
    assert_valid(strict_json(path.read_bytes()))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["plan.json"]


def test_facts_are_shown(tmp_path: Path) -> None:
    written = plan(link(b"a", proposal(evidence=full_plan().links[0].link.proposals[0].evidence)))
    facts = dict(written.links[0].link.proposals[0].evidence[0].facts)
    written.links[0].link.proposals[0].evidence[0].facts["path"] = "\x1b\udce9"  # type: ignore[index]
    plan_file.write(tmp_path / "plan.json", written)
    read = plan_file.read(tmp_path / "plan.json").links[0].link.proposals[0]
    assert read.evidence[0].facts == facts | {"path": "\\x1b\\xe9"}


def test_the_empty_plan(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    plan_file.write(path, plan())
    assert plan_file.read(path) == plan()
    assert_valid(json.loads(path.read_text()))


def test_the_bytes_win_over_what_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    document = plan_file.document(plan(link(b"real.mkv")))
    document["links"][0]["path"] = "something else"
    path.write_text(json.dumps(document))
    assert plan_file.read(path).links[0].link.place.path == b"real.mkv"


def test_times_are_texts() -> None:
    document = plan_file.document(full_plan())
    proposed = document["links"][0]["proposals"][0]
    assert proposed["mtime_ns"] == "1766666666123456789"
    assert document["created"] == "2027-01-15T08:00:00Z"


def test_evidence_is_also_said_in_words() -> None:
    proposed = plan_file.document(full_plan())["links"][0]["proposals"][0]
    assert [one["words"] for one in proposed["evidence"]] == [
        "it was Films/Heat",
        "similar title: 91 %",
    ]


def at(document: Any, *steps: str | int) -> Any:
    for step in steps:
        document = document[step]
    return document


def put(*steps: str | int, to: Any) -> Callable[[Any], None]:
    def spoil(document: Any) -> None:
        at(document, *steps[:-1])[steps[-1]] = to

    return spoil


def drop(*steps: str | int) -> Callable[[Any], None]:
    def spoil(document: Any) -> None:
        del at(document, *steps[:-1])[steps[-1]]

    return spoil


def twice(*steps: str | int) -> Callable[[Any], None]:
    def spoil(document: Any) -> None:
        values = at(document, *steps)
        values.append(values[0])

    return spoil


ONE = ("links", 0, "proposals", 0)
WRONG: dict[str, tuple[Callable[[Any], None], str]] = {
    "another version": (put("plan", to=3), "plan: this vidtui reads plans of version 1, 2"),
    "version true": (put("plan", to=True), "plan: must be a whole number"),
    "no plan": (put("plan", to=None), "plan: the search was refused or interrupted"),
    "no version": (drop("plan"), "plan: is not there"),
    "catalogue": (put("catalogue", to=[]), "catalogue: must be a text"),
    "created": (put("created", to="2026-13-01T00:00:00Z"), "created: must be a time"),
    "created local": (put("created", to="2026-01-01T00:00:00"), "created: must be a time"),
    "roots": (put("roots", to={}), "roots: must be a list"),
    "root twice": (twice("roots"), "roots[2]: stands twice"),
    "root role": (put("roots", 0, "role", to="films"), "roots[0].role: must be one of: storage"),
    "root path": (put("roots", 0, "path", to="nas"), "roots[0].path: must be an absolute path"),
    "root climbs": (put("roots", 0, "path", to="/a/.."), "roots[0].path: must be the path of a fo"),
    "counts": (put("counts", "ok", to=-1), "counts.ok: must be a whole number from 0"),
    "counts missing": (drop("counts", "ok"), "counts.ok: is not there"),
    "view": (put("view", to=1), "view: must be an object"),
    "view missing": (drop("view"), "view: is not there"),
    "links": (put("links", to=None), "links: must be a list"),
    "no object": (put("links", 1, to="x"), "links[1]: must be an object"),
    "link twice": (twice("links"), "links[9]: stands twice"),
    "unknown root": (put("links", 1, "root", to="u"), "links[1].root: is the uuid of none of the"),
    "storage root": (put("links", 0, "root", to="u-storage"), "links[0].root: is the uuid of none"),
    "absolute": (put("links", 0, "path_b64", to="L2V0Yw=="), "links[0].path: must be a plain path"),
    "climbs": (put("links", 0, "path_b64", to="YS8uLi9i"), "links[0].path: must be a plain path"),
    "NUL": (put("links", 0, "path_b64", to="YQBi"), "links[0].path: must be a plain path"),
    "doubled": (put("links", 0, "path_b64", to="YS8vYg=="), "links[0].path: must be a plain path"),
    "empty": (put("links", 0, "path_b64", to=""), "links[0].path: must be a plain path"),
    "no base64": (put("links", 0, "path_b64", to="é*"), "links[0].path_b64: must be base64"),
    "odd base64": (put("links", 0, "text_b64", to="abc"), "links[0].text_b64: must be base64"),
    "no text": (put("links", 0, "text_b64", to=""), "links[0].text: must be the text of a link"),
    "target": (put("links", 0, "target", to="x"), "links[0].target: must be an absolute path"),
    "problem": (put("links", 0, "problem", to="sad"), "links[0].problem: must be one of: broken"),
    "outside": (put("links", 0, "outside", to=1), "links[0].outside: must be true or false"),
    "through": (drop("links", 0, "through", "text_b64"), ""),
    "through root": (put("links", 0, "through", "root", to=""), "links[0].through.root: is the uu"),
    "link id": (put("links", 0, "link", to=2**63), "links[0].link: must be a whole number from 1"),
    "link id text": (put("links", 0, "link", to="3"), "links[0].link: must be a whole number"),
    "shown file": (put("links", 0, "shown_file", to=0), "links[0].shown_file: must be a whole"),
    "decision": (put("links", 0, "decision", to="burn"), "links[0].decision: must be one of: rep"),
    "decision list": (put("links", 0, "decision", to=[]), "links[0].decision: must be one of"),
    "no decision": (drop("links", 0, "decision"), "links[0].decision: is not there"),
    "choice": (put("links", 0, "choice", to="9"), "links[0].choice: is the id of none of this l"),
    "choice type": (put("links", 0, "choice", to=8), "links[0].choice: must be a text"),
    "no choice": (put("links", 4, "decision", to="repair"), "links[4].choice: must name the prop"),
    "trash wrong": (put("links", 1, "decision", to="orphan"), "links[1].decision: a link that sh"),
    "keep broken": (put("links", 0, "decision", to="keep"), "links[0].decision: only a link that"),
    "proposal twice": (twice("links", 0, "proposals"), "links[0].proposals[2].id: stands twice"),
    "tier": (put(*ONE, "tier", to="sure"), "links[0].proposals[0].tier: must be one of: same-f"),
    "size": (put(*ONE, "size", to=1.5), "links[0].proposals[0].size: must be a whole number"),
    "mtime": (put(*ONE, "mtime_ns", to=1), "links[0].proposals[0].mtime_ns: must be a text"),
    "mtime word": (put(*ONE, "mtime_ns", to="now"), "links[0].proposals[0].mtime_ns: must be a"),
    "score": (put(*ONE, "score", to="1"), "links[0].proposals[0].score: must be a number"),
    "evidence": (put(*ONE, "evidence", to={}), "links[0].proposals[0].evidence: must be a list"),
    "facts": (put(*ONE, "evidence", 0, "facts", "a\n", to=None), "facts.a\\n: its key must be"),
    "escape": (put(*ONE, "id", to="\x1b[31m"), "links[0].proposals[0].id: must be a text without"),
    "surrogate": (put(*ONE, "id", to="\ud800"), "links[0].proposals[0].id: must be a text withou"),
    "group": (put("groups", 0, "links", 0, "choice", to="9"), "groups[0].links[0]: no link of thi"),
    "group old": (put("groups", 0, "old", to="x"), "groups[0].old: must be an absolute path"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_whatever_is_wrong_is_told_with_its_place(tmp_path: Path, name: str) -> None:
    spoil, why = WRONG[name]
    document = plan_file.document(full_plan())
    spoil(document)
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(document))
    if not why:  # the shown text is exact, and the bytes are only needed where it is not
        assert plan_file.read(path).links[0].link.through == full_plan().links[0].link.through
        return
    with pytest.raises(UsageProblem) as raised:
        plan_file.read(path)
    message = str(raised.value)
    assert message.startswith(f"{path}: ")
    assert why in message
    assert "\n" not in message


def _valid() -> bytes:
    return json.dumps(plan_file.document(full_plan())).encode()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is not valid JSON"),
        (_valid()[:-20], "is not valid JSON"),
        (_valid() + b"{}", "is not valid JSON"),
        (b"[1]", "must be an object"),
        (b"null", "must be an object"),
        (_valid().replace(b'"size": 1099511627776', b'"size": NaN'), "is not valid JSON: NaN"),
        (_valid().replace(b"0.987654321", b"-Infinity"), "is not valid JSON: -Infinity"),
        (_valid().replace(b"0.987654321", b"1e999"), "score: must be a number"),
        (_valid().replace(b'"size": 1', b'"size": ' + b"1" * 9999), "is not valid JSON"),
        (_valid().replace(b'"plan": 2', b'"plan": 2, "plan": 2'), "the key plan stands twice"),
        (_valid().replace(b"Heat", b"H\xe9at"), "is not UTF-8 (byte "),
        (b"[" * 100_000, "is not valid JSON"),
        (_valid().decode().encode("utf-16"), "is not UTF-8"),
        (b"\x7fELF\x00\x00", "is not valid JSON"),
    ],
)
def test_what_is_no_plan_at_all(tmp_path: Path, data: bytes, why: str) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(data)
    with pytest.raises(UsageProblem, match=r"plan\.json: ") as raised:
        plan_file.read(path)
    assert why in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(b"\xef\xbb\xbf" + _valid())
    assert plan_file.read(path) == full_plan()


def test_what_is_too_large_is_not_parsed(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    with path.open("wb") as opened:
        opened.truncate(300 * 2**20)
    with pytest.raises(UsageProblem, match=r"plan\.json: is larger than 256 MiB"):
        plan_file.read(path)


def test_what_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="there is no such file or folder"):
        plan_file.read(tmp_path / "none.json")
    with pytest.raises(UsageProblem, match="it is a folder"):
        plan_file.read(tmp_path)


def test_a_plan_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "file" / "plan.json"
    (tmp_path / "file").touch()
    with pytest.raises(UsageProblem, match="cannot be written"):
        plan_file.write(path, plan())


def test_a_plan_fits_one_library(library: Library, tmp_path: Path) -> None:
    library.films(1)
    library.import_()
    settings = library.settings()
    catalogue = open_catalogue(settings.database)
    rows = library.query("SELECT uuid, role, path FROM root")
    roots = tuple(PlanRoot(row["uuid"], row["role"], row["path"]) for row in rows)
    path = tmp_path / "plan.json"
    plan_file.write(path, plan(catalogue=catalogue.id, roots=roots))
    assert plan_file.read_for(path, catalogue, settings).roots == roots

    plan_file.write(path, plan(catalogue="another", roots=roots))
    with pytest.raises(UsageProblem, match=r"plan\.json: this plan was made from another cat"):
        plan_file.read_for(path, catalogue, settings)
    for moved in (roots[0]._replace(path=b"/elsewhere"), roots[0]._replace(uuid="u")):
        plan_file.write(path, plan(catalogue=catalogue.id, roots=(roots[1], moved)))
        with pytest.raises(UsageProblem, match=r"roots\[1\]: .* is no such root any more"):
            plan_file.read_for(path, catalogue, settings)
    plan_file.write(path, plan(catalogue=catalogue.id, roots=roots))
    away = tmp_path / "away"
    away.mkdir()
    library.write_settings(away)
    with pytest.raises(UsageProblem, match="is no such root any more"):
        plan_file.read_for(path, catalogue, library.settings())


DOUBT = (Evidence("not-alone", {"count": 2}),)
VIEW = ForeignView(b"/media", b"/nas/stockage", 9, 10)


def marks(*links: BrokenLink | Planned, tiers: Any = ("same-file",), **rest: Any) -> list[Any]:
    made = plan(*links, view=rest.pop("view", None))
    count = accepting.accept(made, tiers, **rest)
    before = sum(isinstance(one, Planned) and one.decision == "repair" for one in links)
    assert count + before == sum(planned.decision == "repair" for planned in made.links)
    return [planned.choice for planned in made.links]


@pytest.mark.parametrize(
    ("proposals", "tiers", "choice"),
    [
        ((), ["same-file"], None),
        ((proposal("a"),), [], None),
        ((proposal("a"),), ["same-file"], "a"),
        ((proposal("a"),), ["same-sample", "same-name"], None),
        ((proposal("a", "same-name"), proposal("b", "same-work")), ["same-name"], "a"),
        ((proposal("a", "same-name"), proposal("b", "same-work")), ["same-work"], None),
        ((proposal("a", cautions=DOUBT),), ["same-file"], None),
        ((proposal("a"), proposal("b")), ["same-file"], None),
        ((proposal("a"), proposal("c", score=0.5), proposal("b")), ["same-file"], None),
        ((proposal("a"), proposal("b", score=0.5)), ["same-file"], "a"),
        ((proposal("a"), proposal("b", "same-sample")), ["same-file"], "a"),
        ((proposal("a"), proposal("b", cautions=DOUBT)), ["same-file"], None),
    ],
)
def test_only_what_stands_alone_is_accepted(
    proposals: tuple[Proposal, ...], tiers: list[Any], choice: str | None
) -> None:
    assert marks(link(b"x", *proposals), tiers=tiers) == [choice]


def test_what_is_decided_stays_so() -> None:
    one, other = proposal("a"), proposal("b", "chosen")
    skipped = Planned(link(b"x", one), "skip")
    chosen = Planned(link(b"y", one, other), "repair", "b")
    assert marks(skipped, chosen, link(b"z", one)) == [None, "b", "a"]


def test_a_link_that_shows_a_file_is_for_a_person() -> None:
    assert marks(link(b"x", proposal("a"), problem="wrong")) == [None]
    assert marks(link(b"x", proposal("a"), problem="folder")) == ["a"]


@pytest.mark.parametrize(
    ("text", "explained"),
    [
        (b"/media/Heat.mkv", True),
        (b"/media", True),
        (b"/mediatheque/Heat.mkv", False),
        (b"../media/Heat.mkv", False),
    ],
)
def test_another_machines_view_is_asked_about_first(text: bytes, explained: bool) -> None:
    one = link(b"x", proposal("a"), text=text)
    assert marks(one, view=VIEW) == [None if explained else "a"]
    assert marks(one, view=VIEW, prefix_moved=True) == ["a"]
    orphan = plan(link(b"x", text=text), view=VIEW)
    assert plan_file.trash_orphans(orphan) == (not explained)
    assert plan_file.trash_orphans(orphan, prefix_moved=True) == explained


def test_the_view_explains_a_chain_by_its_broken_hop() -> None:
    hop = Hop(Place(LINKS, b"hop"), b"/media/Heat.mkv")
    assert marks(link(b"x", proposal("a"), text=b"hop", through=hop), view=VIEW) == [None]


@pytest.mark.parametrize(
    ("one", "is_trashed"),
    [
        (link(b"x"), True),
        (link(b"x", problem="loop"), True),
        (link(b"x", problem="folder"), False),
        (link(b"x", problem="wrong"), False),
        (link(b"x", proposal(tier="similar-name")), False),
        (link(b"x", is_outside=True), False),
        (link(b"x", through=Hop(Place(LINKS, b"hop"), b"gone")), False),
        (Planned(link(b"x"), "skip"), False),
    ],
)
def test_only_a_plain_link_to_nothing_is_an_orphan(one: Any, is_trashed: bool) -> None:
    made = plan(one)
    assert plan_file.trash_orphans(made) == is_trashed
    assert (made.links[0].decision == "orphan") == is_trashed


@pytest.mark.parametrize(
    ("beside", "is_trashed"),
    [
        (b"F/Heat.fr.srt", False),
        (b"F/poster.jpg", False),
        (b"F/other.mkv", True),
        (b"G/x.srt", True),
    ],
)
def test_what_lies_beside_a_video_that_was_found_is_no_orphan(
    beside: bytes, is_trashed: bool
) -> None:
    made = plan(link(b"F/Heat.mkv", proposal("a")), link(beside))
    assert plan_file.trash_orphans(made) == is_trashed
