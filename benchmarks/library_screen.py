"""Measures the Library screen over a large catalogue: its first row, its filter, its memory.

    python benchmarks/library_screen.py [--works 100000] [--keys 20] [--quick] [--json] [--dir PATH]

The app runs on a terminal of its own, with the catalogue of ``querying.py``: a file a work. The
first row is timed from the key that leads to the screen; a letter in the filter from its key until
the new count stands there, each after the same word, taken back in between. Beside the first stand
an empty Textual app that opens a screen and the barest question to SQLite, beside the second an
empty Textual app that goes to the next row and a plain loop over the folded titles.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import figures
from figures import Figure, Floor, timed
from processes import MIB, Terminal, empty_app, on_terminal, vidtui_of
from querying import write

from vidtui.catalogue import models
from vidtui.catalogue.database import Catalogue, open_catalogue
from vidtui.library.index import Index
from vidtui.library.select import Selector
from vidtui.settings.model import DATABASE

WORD = "amber "
LETTERS = "abcdefghijklmnopqrstuvwxyz"
BACKSPACE = "\x7f"


def made(folder: Path, works: int) -> Catalogue:
    """Return the catalogue, written unless it is there."""
    path = folder / "data" / DATABASE
    if path.exists():
        return open_catalogue(path)
    (folder / "storage").mkdir(parents=True, exist_ok=True)
    path.parent.mkdir()
    return write(path, works)


def barest(catalogue: Catalogue) -> float:
    """Return the seconds that SQLite needs to say which titles come first."""

    def ask() -> None:
        with catalogue.session():
            models.database.obj.execute_sql(
                "SELECT id FROM movie ORDER BY title LIMIT 50"
            ).fetchall()

    return statistics.median(timed(ask) for _number in range(5))


def counts_of(selector: Selector) -> dict[str, int]:
    """Return by letter how many works it leaves behind the word, where that says it was heard."""
    before = len(selector.works(WORD))
    found = {letter: len(selector.works(WORD + letter)) for letter in LETTERS}
    return {letter: count for letter, count in found.items() if count != before}


def typed(terminal: Terminal, counts: dict[str, int], before: int, keys: int) -> list[float]:
    """Return the seconds from each letter to its count on the screen."""
    found = []
    letters = (LETTERS * keys).replace("", " ").split()
    for letter in [one for one in letters if one in counts][:keys]:
        terminal.drain(0.4)
        begun = time.perf_counter()
        terminal.press(letter)
        terminal.wait_for(f"{counts[letter]:,} film", 30)
        found.append(time.perf_counter() - begun)
        terminal.press(BACKSPACE)
        terminal.wait_for(f"{before:,} film", 30)
    return found


def measure(folder: Path, works: int, keys: int) -> Iterator[Figure]:
    """Yield the figures of the screen."""
    catalogue = made(folder, works)
    bare = barest(catalogue)
    index = Index(catalogue)
    titles: Sequence[str] = index.column("title", "titles").values

    def look() -> None:
        sum("amber" in title for title in titles)

    loop = statistics.median(timed(look) for _number in range(5))
    selector = Selector(index)
    counts, before = counts_of(selector), len(selector.works(WORD))
    del selector
    shown = index.titles[0]
    del index
    empty = empty_app(works, keys)
    with on_terminal(vidtui_of(folder, "journal")) as terminal:
        terminal.wait_for("Journal", 30)
        terminal.drain(1.0)
        begun = time.perf_counter()
        terminal.press("g")
        terminal.press("b")
        terminal.wait_for(shown, 30)
        first = time.perf_counter() - begun
        terminal.press("/")
        terminal.press(WORD)
        terminal.wait_for(f"{before:,} film", 120)
        times = typed(terminal, counts, before, keys)
        terminal.drain(0.3)
    opened = Floor("an empty Textual app opens a screen, and SQLite", (empty.help + bare) * 1000)
    yield Figure("first row", first * 1000, "ms", opened, goal="at most 500")
    floor = Floor("an empty Textual app, and a plain loop", (empty.next_row + loop) * 1000)
    median = statistics.median(times) * 1000
    yield Figure("a letter in the filter, median", median, "ms", floor, goal="at most 100")
    yield Figure("a letter in the filter, worst", max(times) * 1000, "ms", floor)
    peak = terminal.peak / MIB
    yield Figure("peak memory", peak, "MiB", empty.floor("peak", 1 / MIB), goal="at most 300")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    sizes = {"works": (100_000, 2_000), "keys": (20, 4)}
    given = figures.parsed(figures.options(__doc__, sizes, on_disk=True), arguments)
    with figures.workspace(given.dir) as folder:
        found = list(measure(folder, given.works, given.keys))
    notes = [f"{given.works:,} works with a file each, {given.keys} letters"]
    figures.publish("library_screen", found, as_json=given.json, notes=notes)


if __name__ == "__main__":
    main()
