"""Makes a link tree as years of habits leave it: a part of its works lies against the rule.

Folders under an old title, without their year, without accents, with the article behind; works on
another shelf; names of releases kept; seasons called otherwise; shelves with a second spelling; and
works that nobody identified. What the rule would have said is kept beside the path.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from made_works import Item, bare, dashed, plain

from vidtui.layout.model import WorkFacts

Path = list[str]
_TWINS = {
    "Science-Fiction": "SF",
    "Comédie": "Comédies",
    "Policier": "Polars",
    "Crime": "Policiers",
    "Drame": "Drames",
    "Horreur": "Épouvante",
    "Animation": "Dessins animés",
}
UNIDENTIFIED = 0.4
"""Of the untidy part: works of which only what their names say is known."""


def untidy(items: Sequence[Item], share: float, seed: int) -> list[Item]:
    """Return the items with ``share`` of their works against the rule, subtitles beside some."""
    rng = random.Random(seed)
    tree = _Tree(items)
    ways = {
        key: rng.choice(_WAYS)
        for key in dict.fromkeys(item.work.key for item in items)
        if rng.random() < share
    }
    keys = dict.fromkeys(item.work.key for item in items)
    shy = {key for key in keys if rng.random() < share * UNIDENTIFIED}
    twin = rng.choice([*_TWINS])
    found: dict[bytes, Item] = {}
    for item in items:
        way = ways.get(item.work.key)
        path = item.path
        if way is not None:
            state = random.Random(f"{seed} {item.work.key}")  # the same for all of a work
            parts = way(path.decode().split("/"), item, tree, state)
            path = "/".join(parts).encode()
        elif f"/{twin}/" in path.decode() and hash_of(item.work.key) % 4 == 0:
            path = path.decode().replace(f"/{twin}/", f"/{_TWINS[twin]}/").encode()
        work = item.work
        if work.key in shy:
            work = WorkFacts(
                work.key,
                work.kind,
                work.original_title or work.title,  # as storage calls it
                work.year,
                is_identified=False,
            )
        beside = (path.rpartition(b".")[0] + b".fr.srt",) if rng.random() < 0.2 else ()
        found.setdefault(path, Item(work, item.file, path, item.also, item.path, beside))
    return list(found.values())


def hash_of(key: str) -> int:
    """Return a number of a work's key, the same in every run."""
    return sum(ord(char) * place for place, char in enumerate(key, 1))


class _Tree:
    """Which folders are of one work, and which lie beside each."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.owners: dict[str, set[str]] = {}
        self.children: dict[str, set[str]] = {}
        for item in items:
            parts = item.path.decode().split("/")[:-1]
            for depth in range(1, len(parts) + 1):
                path = "/".join(parts[:depth])
                self.owners.setdefault(path, set()).add(item.work.key)
                self.children.setdefault("/".join(parts[: depth - 1]), set()).add(parts[depth - 1])

    def own(self, parts: Path) -> int | None:
        """Return the depth of the folder that is the work's own, None where it has none."""
        for depth in range(1, len(parts) - 1):
            if len(self.owners["/".join(parts[: depth + 1])]) == 1:
                return depth
        return None

    def beside(self, parts: Path, depth: int) -> list[str]:
        """Return the shelves beside one."""
        above = "/".join(parts[:depth])
        found = self.children[above] - {parts[depth]}
        return sorted(one for one in found if len(self.owners[f"{above}/{one}".strip("/")]) > 1)


Way = Callable[[Path, Item, _Tree, random.Random], Path]


def _in_folder(change: Callable[[str, Item, random.Random], str]) -> Way:
    def way(parts: Path, item: Item, tree: _Tree, rng: random.Random) -> Path:
        depth = tree.own(parts)
        if depth is None:
            return _in_name(change)(parts, item, tree, rng)
        return [*parts[:depth], change(parts[depth], item, rng), *parts[depth + 1 :]]

    return way


def _in_name(change: Callable[[str, Item, random.Random], str]) -> Way:
    def way(parts: Path, item: Item, _tree: _Tree, rng: random.Random) -> Path:
        stem, dot, ending = parts[-1].rpartition(".")
        return [*parts[:-1], change(stem, item, rng) + dot + ending]

    return way


def _old_title(text: str, item: Item, rng: random.Random) -> str:
    others = [one for one in item.work.titles if dashed(one) not in text]
    other = dashed(rng.choice(others)) if others else f"Titre de travail {item.work.ids['tmdb']}"
    return re.sub(r"^.*?(?= \(\d{4}\)| S\d| - |$)", lambda _match: other, text, count=1)


def _no_year(text: str, _item: Item, _rng: random.Random) -> str:
    return re.sub(r" \(\d{4}\)", "", text, count=1)


def _no_accents(text: str, _item: Item, _rng: random.Random) -> str:
    return plain(text)


def _article_last(text: str, item: Item, _rng: random.Random) -> str:
    title = dashed(item.work.title)
    short = bare(title)
    if short == title or not text.startswith(title):
        return text
    article = title[: len(title) - len(short)].strip()
    return f"{short[0].upper()}{short[1:]}, {article}{text[len(title) :]}"


def _other_case(text: str, _item: Item, rng: random.Random) -> str:
    return text.upper() if rng.random() < 0.5 else text.lower()


def _other_year(text: str, item: Item, _rng: random.Random) -> str:
    year = item.work.year or 0
    return text.replace(f"({year})", f"({year + 1})")


def _release(_text: str, item: Item, _rng: random.Random) -> str:
    return item.file.path.decode().rpartition("/")[2].rpartition(".")[0]


def _more(text: str, _item: Item, rng: random.Random) -> str:
    return f"{text} {rng.choice(['VF', 'HD', '(vu)', 'bis', '1080p BluRay'])}"


def _other_shelf(parts: Path, item: Item, tree: _Tree, rng: random.Random) -> Path:
    depth = tree.own(parts)
    shelf = (len(parts) - 1 if depth is None else depth) - 1
    beside = tree.beside(parts, shelf) if shelf > 0 else []
    if not beside:
        return _in_folder(_no_year)(parts, item, tree, rng)
    return [*parts[:shelf], rng.choice(beside), *parts[shelf + 1 :]]


def _other_season(parts: Path, item: Item, tree: _Tree, rng: random.Random) -> Path:
    depth = tree.own(parts)
    if item.work.kind == "film" or depth is None or depth + 2 >= len(parts):
        return _in_folder(_old_title)(parts, item, tree, rng)
    form = rng.choice(["Season {}", "S{:02}", "Saison {:02}", "saison {}"])
    season = form.format(item.file.episodes[0].season)
    return [*parts[: depth + 1], season, *parts[depth + 2 :]]


_WAYS: tuple[Way, ...] = (
    _in_folder(_old_title),
    _in_folder(_no_year),
    _in_folder(_no_accents),
    _in_name(_no_accents),
    _in_folder(_article_last),
    _in_folder(_other_case),
    _in_folder(_other_year),
    _in_name(_other_year),
    _in_name(_release),
    _in_name(_no_year),
    _in_name(_more),
    _other_shelf,
    _other_shelf,
    _other_season,
)
