"""More findings of a kind than anybody looks through: the first are listed, all are counted."""

from __future__ import annotations

import pytest

from tests.support.check_reports import STORAGE, finding
from vidtui.jobs.check.findings import Finding
from vidtui.tui.check import model as check_tree
from vidtui.tui.check import view
from vidtui.tui.check.model import CheckTree, Item, KindNode, More

LISTED = 3


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_tree, "MOST_LISTED", LISTED)


def ghosts(number: int) -> list[Finding]:
    return [finding(path=b"Films/%d.mkv" % at) for at in range(number)]


def as_items(*findings: Finding) -> list[Item]:
    return [Item(one) for one in findings]


def opened(tree: CheckTree) -> list[str]:
    for node in tree.kinds().values():
        tree.unfold(node)
    return [view.row_text(line, 100).plain for line in tree.lines]


def test_the_first_are_listed_and_all_are_counted() -> None:
    tree = CheckTree(items=as_items(*ghosts(5), finding("broken_link")))
    assert len(tree) == 6
    lines = opened(tree)
    assert lines[0].startswith("▾ 5 ghost entries")
    assert sum(".mkv" in line and "MiB" not in line for line in lines[1:5]) >= LISTED
    assert lines[5].strip() == "… and 2 more"
    assert "1 broken link" in lines[6]
    assert not any("more" in line for line in lines[6:])


def test_exactly_as_many_as_are_listed_have_nothing_more() -> None:
    assert not any("more" in line for line in opened(CheckTree(items=as_items(*ghosts(LISTED)))))


def test_the_line_says_how_to_see_them_all() -> None:
    tree = CheckTree(items=as_items(*ghosts(5)))
    opened(tree)
    (more,) = [line for line in tree.lines if isinstance(line, More)]
    assert "--kind ghost_entry --all" in view.details(more, tree, 200).plain
    assert view.command_of(more) is None
    assert tree.place(more) == tree.lines.index(more)
    assert tree.parent(tree.lines.index(more)) == 0


def test_what_a_check_under_way_finds_is_counted_likewise() -> None:
    tree = CheckTree()
    tree.add(ghosts(2))
    tree.add(ghosts(9)[2:])
    assert len(tree) == 9
    assert opened(tree)[0].startswith("▾ 9 ghost entries")
    tree.drop(STORAGE)
    assert not tree.kinds()


def test_what_is_gone_is_no_part_of_the_count() -> None:
    gone = [Item(one, is_gone=True) for one in ghosts(9)[5:]]
    tree = CheckTree(items=[*as_items(*ghosts(5)), *gone])
    node = tree.kinds()["ghost_entry"]
    assert isinstance(node, KindNode)
    assert (node.total, node.rest) == (5, 2)


def test_a_filter_looks_through_what_is_listed() -> None:
    tree = CheckTree(items=as_items(*ghosts(5)))
    tree.show_only(needle="0.mkv")
    assert [line.finding.path for line in tree.lines if isinstance(line, Item)] == [b"Films/0.mkv"]
