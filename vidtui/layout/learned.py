"""What was learned of the links of a link root, kind by kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from vidtui.layout.fitting import Shelf, Shelves
from vidtui.layout.model import ExistingLink, Kind, Layout, LayoutOptions
from vidtui.layout.naming import Naming
from vidtui.layout.seasons import Seasons
from vidtui.layout.templates import Template
from vidtui.layout.trees import Facts, Path, Seen, Tree

FEWEST: Final[Mapping[Kind, int]] = {"film": 5, "series": 2}
"""Works from which something can be learned."""
T = TypeVar("T")


@dataclass(slots=True)
class Learned:
    """What was learned of one kind.

    ``folders`` and ``files`` hold how the folders of works and the links are named, by the shelves
    that they are below, the whole tree under ``()``; so does ``seasons``. ``of_work`` holds the
    links of each work. ``version_form`` is how the label of a version stands behind the name of
    the work's folder, or, with ``is_version_of_name``, behind that of a single version.
    """

    kind: Kind
    tree: Tree
    shelving: Shelves
    folders: dict[Path, Naming]
    files: dict[Path, Naming]
    seasons: dict[Path, Seasons]
    of_work: dict[str, list[Seen]]
    has_versions: bool
    version_form: str
    is_version_of_name: bool
    layouts: tuple[Layout, ...] = ()

    @property
    def is_enough(self) -> bool:
        """Whether there was enough to learn from."""
        return len(self.of_work) >= FEWEST[self.kind]

    @property
    def shelves(self) -> dict[Path, Shelf]:
        """The shelves that hold links."""
        return self.shelving.held

    def shelf(self, path: Path) -> Shelf | None:
        """Return a shelf, be it one without any link; None for what is none."""
        return self.shelves.get(path) or self.shelving.new(path)

    def seasons_below(self, shelf: Path) -> Seasons:
        """Return how seasons below a shelf are called."""
        return _nearest(self.seasons, shelf)[1]

    def file_naming(self, shelf: Path) -> tuple[Path, Naming]:
        """Return how files below a shelf are named, and for which shelf that was learned."""
        return _nearest(self.files, shelf)

    def folder_naming(self, shelf: Path) -> tuple[Path, Naming]:
        """Return how works' folders on a shelf are named, and for which shelf that was learned."""
        return _nearest(self.folders, shelf)


def _nearest(found: Mapping[Path, T], shelf: Path) -> tuple[Path, T]:
    for depth in range(len(shelf), 0, -1):
        one = found.get(shelf[:depth])
        if one is not None:
            return shelf[:depth], one
    return (), found[()]


@dataclass(slots=True)
class Layouts:
    """All that a link root follows; what ``placing.Placer`` stands on."""

    options: LayoutOptions
    facts: Facts
    learned: dict[Kind, Learned]
    by_hand: dict[Kind, Template]
    links: Sequence[ExistingLink]
    layouts: tuple[Layout, ...] = field(default=())

    def of(self, kind: Kind) -> tuple[Layout, ...]:
        """Return the layouts of one kind: several in a mixed tree."""
        return tuple(layout for layout in self.layouts if layout.kind == kind)
