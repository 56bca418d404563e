"""What the command line says about how much may be read."""

from __future__ import annotations

import time

import click
import pytest

from tests.support.library import Library
from tests.support.running import run
from vidtui.cli.context import amount


@pytest.mark.parametrize(
    ("text", "size"),
    [("1", 1), ("500M", 500 << 20), ("5g", 5 << 30), ("1.5 GiB", 3 << 29), ("2TB", 2 << 40)],
)
def test_an_amount_of_bytes(text: str, size: int) -> None:
    assert amount(text) == size


@pytest.mark.parametrize("text", ["", "G", "-1", "5X", "1,5G", "5 GG", "nan", "9" * 20])
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(click.BadParameter, match="such as 500M"):
        amount(text)


def test_a_budget_needs_something_to_limit(library: Library) -> None:
    done = run("--batch", "check", "--read-at-most", "5G", library=library)
    assert done.code == 2
    assert b"add --verify-hash" in done.err


def test_roots_say_how_much_may_be_read_and_why(library: Library) -> None:
    library.films(3)
    library.import_()
    library.write_settings(extra='reading = "sparing"\nvolatile_days = 2')
    done = run("--batch", "roots", "list", library=library)
    assert "read sparingly (as set), what vanishes is away for 2 days" in done.text
    storage, links = run("--batch", "roots", "list", "--json", library=library).json["roots"]
    assert (storage["reading"], storage["reading_set"]) == ("sparing", True)
    assert (storage["volatile_days"], storage["state"]) == (2, "online")
    assert storage["filesystem"]
    assert storage["seen_at"] >= time.time() - 60
    assert (links["reading"], links["volatile_days"]) == (None, 0)


def test_a_root_is_added_with_how_much_may_be_read(library: Library) -> None:
    cloud = library.base / "cloud"
    cloud.mkdir()
    words = ("roots", "add", str(cloud), "--reading", "names", "--volatile-days", "5")
    assert run("--batch", *words, library=library).code == 0
    root = library.settings().of("storage")[-1]
    assert (root.path, root.reading, root.volatile_days) == (bytes(cloud), "names", 5)
    refused = run("--batch", *words[:3], "--links", "--reading", "full", library=library)
    assert refused.code == 2


def test_a_night_reads_no_more_than_it_may(library: Library) -> None:
    library.write_settings(extra='reading = "sparing"')
    library.put("Films/Heat (1995)/Heat (1995).mkv", b"x" * 100)
    library.put("Films/Ronin (1998)/Ronin (1998).mkv", b"y" * 100)
    words = ("nightly", "--verify-for", "1h", "--read-at-most", "150", "--json", "-q")
    check = run("--batch", *words, library=library).json["check"]
    assert (check["verified"]["recorded"], check["verified"]["left"]) == (1, 1)
    assert check["verified"]["bytes"] == 100
