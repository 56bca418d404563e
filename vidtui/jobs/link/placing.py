"""Learns the link trees, and says where files without a link belong."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from vidtui.catalogue import linking
from vidtui.catalogue.linking import LinkableFile
from vidtui.disk.symlinks.dirfd import NAME_BYTES
from vidtui.jobs.link.eligible import Lacking
from vidtui.jobs.link.facts import Known
from vidtui.jobs.link.model import (
    Followed,
    Omitted,
    PlannedLink,
    Spot,
    Unlinked,
)
from vidtui.jobs.link.run import LinkOptions
from vidtui.jobs.link.spots import Neighbours, RootChoice, Spots, doubt_of, extensions_of
from vidtui.jobs.link.tree import TreeScan
from vidtui.jobs.links.link_works import episode_code
from vidtui.jobs.links.model import Place
from vidtui.jobs.links.storage import LinkState
from vidtui.jobs.roots.live import LiveRoot
from vidtui.layout.learned import Layouts
from vidtui.layout.learning import learn
from vidtui.layout.model import (
    Answers,
    ExistingLink,
    Kind,
    Layout,
    LayoutOptions,
    NewFile,
    Placed,
    Question,
)
from vidtui.layout.placing import Placer
from vidtui.settings.model import Settings


@dataclass
class Placing:
    """Learns the link trees, and says where files belong; ``omitted`` are those it leaves out."""

    state: LinkState
    settings: Settings
    options: LinkOptions
    tree: TreeScan
    known: Known
    files: Sequence[LinkableFile]
    omitted: list[Omitted] = field(default_factory=list)
    followed: list[Followed] = field(default_factory=list)

    def plan(self, lacking: Sequence[Lacking]) -> Iterator[PlannedLink]:
        """Yield each file with its place, or with what has to be answered first."""
        by_id = {one.id: one for one in self.files}
        shown = {
            file for held in self.tree.links.values() for file in held.values() if file is not None
        }
        self.known.read_media(shown, [one.file.id for one in lacking])
        choice = self._roots(by_id)
        wanted: dict[int, list[Lacking]] = defaultdict(list)
        for one in lacking:
            work = self.known.work_of(one.file)
            if work is None:
                self.omitted.append(Omitted(self._source(one.file), "not-identified"))
            else:
                root = choice.of(work.key, work.kind, one.file.root)
                wanted[root.id].append(one)
        answers = kept_answers()
        for root in self.state.links.values():
            if wanted[root.id]:
                yield from self._in_root(root, wanted[root.id], by_id, answers)

    def _roots(self, by_id: Mapping[int, LinkableFile]) -> RootChoice:
        kinds = {root.id: self.state.kind_of(root, b"x.mkv") for root in self.state.links.values()}
        choice = RootChoice(list(self.state.links.values()), kinds)
        for root, held in self.tree.links.items():
            for id_ in held.values():
                file = by_id.get(id_) if id_ is not None else None
                work = self.known.work_of(file) if file is not None else None
                if file is not None and work is not None:
                    choice.note(root, work.key, work.kind, file.root)
        return choice

    def _in_root(
        self,
        root: LiveRoot,
        lacking: Sequence[Lacking],
        by_id: Mapping[int, LinkableFile],
        answers: Answers,
    ) -> Iterator[PlannedLink]:
        layouts = self.learned(root, by_id)
        new = {}
        for one in lacking:
            work = self.known.work_of(one.file)
            if work is not None:
                new[one.file.id] = NewFile(work, self.known.file_facts(one.file))
        headings = {one.file.id: one for one in lacking}
        extensions = extensions_of(self.settings.companions, self.tree.links[root.id])
        neighbours = Neighbours(extensions, self.settings.extensions)
        folders = self.tree.folders[root.id]
        spots = Spots(self.settings, root, self.tree.styles[root.id], folders, neighbours)
        for outcome in Placer(layouts, answers).place(list(new.values())):
            one = headings[outcome.file.file.key]
            source, storage = self._source(one.file), self.state.storage[one.file.root]
            if isinstance(outcome, Placed):
                spot = spots.placed(source, storage, outcome)
                yield PlannedLink(self._unlinked(one, outcome.file, (spot,)), None, spot.id)
            elif outcome.doubt == "second_version" and not self.options.versions:
                self.omitted.append(Omitted(source, "second-version"))
            else:
                found = tuple(
                    spots.choice(source, storage, outcome.about, choice)
                    for choice in outcome.choices
                )
                yield PlannedLink(self._unlinked(one, outcome.file, found, outcome))

    def learned(self, root: LiveRoot, by_id: Mapping[int, LinkableFile]) -> Layouts:
        """Return what the links of a root follow; it is also noted in ``followed``."""
        held = self.tree.links[root.id]
        existing = [self.existing(path, id_, by_id) for path, id_ in held.items()]
        layouts = learn(existing, self._options(root))
        self._note(root, layouts.layouts)
        return layouts

    def existing(
        self, path: bytes, id_: int | None, by_id: Mapping[int, LinkableFile]
    ) -> ExistingLink:
        """Return a link with what is known of the file that it shows."""
        file = by_id.get(id_) if id_ is not None else None
        work = self.known.work_of(file) if file is not None else None
        facts = self.known.file_facts(file) if file is not None and work is not None else None
        return ExistingLink(path, work, facts)

    def _options(self, root: LiveRoot) -> LayoutOptions:
        setting = next(one for one in self.settings.of("links") if one.path == root.path)
        templates: dict[Kind, str] = {}
        film, episode = self.options.film or setting.film, self.options.episode or setting.episode
        if film:
            templates["film"] = film
        if episode:
            templates["series"] = episode
        return LayoutOptions(
            templates=templates,
            name_bytes=_name_bytes(root.path),
            versions=self.options.versions,
            folders=tuple(self.tree.folders[root.id]),
        )

    def _note(self, root: LiveRoot, layouts: Sequence[Layout]) -> None:
        for one in layouts:
            self.followed.append(
                Followed(
                    root.path,
                    one.folder,
                    one.kind,
                    one.template,
                    one.share.follow,
                    one.share.of,
                    one.is_by_hand,
                )
            )

    def _unlinked(
        self,
        one: Lacking,
        new: NewFile,
        spots: tuple[Spot, ...],
        question: Question | None = None,
    ) -> Unlinked:
        episodes = self.known.episodes_of(one.file.id)
        return Unlinked(
            place=self._source(one.file),
            file=one.file.id,
            size=one.file.size,
            mtime_ns=one.file.mtime_ns,
            kind=new.work.kind,
            title=new.work.title,
            year=new.work.year,
            code=episode_code((each.season, each.number, each.air_date) for each in episodes),
            heading=one.heading,
            spots=spots,
            doubt=None if question is None else doubt_of(question),
        )

    def _source(self, file: LinkableFile) -> Place:
        return Place(self.state.storage[file.root].path, file.path)


def kept_answers() -> Answers:
    """Return what a person answered earlier."""
    taken = {}
    for intent in linking.standing(linking.ANSWER):
        about, answer = intent.get("about"), intent.get("answer")
        if isinstance(about, str) and isinstance(answer, str):
            try:
                taken[about] = bytes.fromhex(answer)
            except ValueError:
                continue
    return Answers(taken)


def _name_bytes(root: bytes) -> int:
    """Return how long a name may be on the disk of a root."""
    try:
        found = os.pathconf(root, "PC_NAME_MAX")
    except (OSError, ValueError):
        return NAME_BYTES
    return found if 0 < found <= NAME_BYTES else NAME_BYTES
