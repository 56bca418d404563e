"""Roots: adding one, confirming one, and moving one to another place."""

from __future__ import annotations

import itertools
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, replace

from peewee import fn

from vidtui.catalogue import roots
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.models import MediaFile
from vidtui.catalogue.roots import KnownRoot, required
from vidtui.disk.fingerprint import sample, sampled_bytes
from vidtui.disk.mounts import policy_of
from vidtui.disk.root_identity import (
    RECOGNISED_SHARE,
    Identity,
    IdentitySample,
    RootState,
    examine,
    examine_all,
)
from vidtui.errors import SafetyRefusal, UsageProblem
from vidtui.i18n import _
from vidtui.jobs import journal
from vidtui.jobs.base import RootRead
from vidtui.jobs.roots import forget
from vidtui.oserrors import about
from vidtui.paths import prefix_of
from vidtui.settings import file
from vidtui.settings.model import PathMap, RootSetting, Settings, with_roots
from vidtui.text import printable

PROOF_FILES = 16  # files sampled to prove that a relocated root is the same
PROOF_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Relocation:
    """A root that would move, with the proof that both places hold the same files.

    ``present`` of ``expected`` known files are at the new place with their size; ``same`` of
    ``sampled`` have the same beginning and end. ``read`` says how much was read for that.
    ``newcomer`` is what was imported anew at the new place.
    """

    root: KnownRoot
    old: bytes
    new: bytes
    expected: int
    present: int
    sampled: int
    same: int
    read: tuple[RootRead, ...] = ()
    newcomer: KnownRoot | None = None

    @property
    def proved(self) -> bool:
        """Whether the new place is what the old one was."""
        return self._holds(PROOF_SHARE)

    @property
    def likely(self) -> bool:
        """Whether it may be, a good part of it being gone."""
        return self._holds(RECOGNISED_SHARE)

    def _holds(self, share: float) -> bool:
        enough = self.present >= share * self.expected > 0
        return enough and self.same >= PROOF_SHARE * self.sampled


def add(settings: Settings, root: RootSetting, *, dry_run: bool = False) -> Settings:
    """Add a root to the settings file; return the settings with it.

    Raises:
        UsageProblem: it is no readable folder, it is a root already, or nested in one.
    """
    if any(existing.path == root.path for existing in settings.roots):
        raise UsageProblem(_("{path}: is a root already").format(path=printable(root.path)))
    changed = with_roots(settings, (*settings.roots, root))
    state = examine(root.path, Identity())
    if not state.online:
        raise UsageProblem(about(root.path, state.reason))
    paths = [existing.path for existing in settings.roots]
    states = examine_all((path, Identity()) for path in paths)
    refuse_overlaps([*zip(paths, states, strict=True), (root.path, state)])
    if not dry_run:
        file.add_root(settings.config_file, root)
    return changed


def refuse_overlaps(found: Sequence[tuple[bytes, RootState]]) -> None:
    """Refuse roots that are, whatever their names, one folder or inside one another.

    Every file there would be registered twice.

    Raises:
        UsageProblem: two of them are.
    """
    online = [(path, state) for path, state in found if state.online]
    for (path, state), (other, known) in itertools.combinations(online, 2):
        if (state.device, state.inode) == (known.device, known.inode):
            raise UsageProblem(
                _("{path}: is the same folder as {other}").format(
                    path=printable(other), other=printable(path)
                )
            )
        inside, outside = _real(state), _real(known)
        if inside.startswith(outside) or outside.startswith(inside):
            inner, outer = (path, other) if inside.startswith(outside) else (other, path)
            raise UsageProblem(
                _("{inner} lies inside {outer}: one root cannot be inside another").format(
                    inner=printable(inner), outer=printable(outer)
                )
            )


def confirm(catalogue: Catalogue, path: bytes) -> RootState:
    """Take the disk at ``path`` for the right one: the next import learns it anew.

    Raises:
        UsageProblem: the catalogue knows no such root.
        SafetyRefusal: it cannot be read, or is another root by its marker file.
    """
    with catalogue.writing("roots confirm"), catalogue.transaction():
        known, state = to_confirm(path)
        roots.remember(known, (), state.mounts)
        roots.note_seen(path, roots.Seen(journal.now(), state.state))
        if known.identity.marker and state.marker:
            roots.adopt(known, state.marker)
    return state


def to_confirm(path: bytes) -> tuple[KnownRoot, RootState]:
    """Return the root at ``path`` and what is there, if it can be confirmed; in a session.

    Raises:
        UsageProblem: the catalogue knows no such root.
        SafetyRefusal: it cannot be read, or is another root by its marker file.
    """
    known = required(path)
    state = examine(path, Identity(asks_marker=known.identity.marker))
    if not state.online:
        raise SafetyRefusal(about(path, state.reason))
    for other in roots.everything() if known.identity.marker and state.marker else ():
        if other.identity.uuid == state.marker and other.id != known.id:
            raise SafetyRefusal(
                _("{path}: its marker file is that of {other}").format(
                    path=printable(path), other=printable(other.path)
                )
            )
    return known, state


def plan_relocation(catalogue: Catalogue, settings: Settings, old: bytes, new: bytes) -> Relocation:
    """Compare a known root with the place it is said to have moved to; changes nothing.

    Raises:
        UsageProblem: ``old`` is no known root, ``new`` is another one, or cannot be read.
    """
    with catalogue.session():
        root, newcomer = required(old), roots.known(new)
        if newcomer is not None and not _is_the_same_again(settings, root, newcomer):
            raise UsageProblem(_("{path}: is a root already").format(path=printable(new)))
        state = examine(new, Identity())
        if not state.online:
            raise UsageProblem(about(new, state.reason))
        return replace(compared(settings, root, new, state), newcomer=newcomer)


def _is_the_same_again(settings: Settings, root: KnownRoot, newcomer: KnownRoot) -> bool:
    """Whether one root was imported anew at its new place, since the settings name that alone."""
    if root.role != newcomer.role or any(one.path == root.path for one in settings.roots):
        return False
    count, alike = roots.alike(newcomer, root)
    return alike >= PROOF_SHARE * count


def compared(settings: Settings, root: KnownRoot, new: bytes, state: RootState) -> Relocation:
    """Look for what a root is recognised by at another place, which is online; in a session.

    Args:
        settings: what may be read there.
        root: the root.
        new: the place.
        state: what was found there.
    """
    samples = root.identity.samples or roots.entries(root)
    present = sum(_is_present(new, sample) for sample in samples)
    paths = [sample.path for sample in samples if not sample.is_link]
    places = {one.path: one for one in settings.roots}
    said = places.get(new) or places.get(root.path) or RootSetting(root.role, new)
    policy = policy_of(settings, said, state.filesystems)
    some = paths[:: max(1, len(paths) // PROOF_FILES)] if policy.samples else []
    sampled, same, size = _compare_samples(root, new, some)
    read = (RootRead(new, policy.reading, size),)
    return Relocation(root, root.path, new, len(samples), present, sampled, same, read)


def _is_present(place: bytes, sample: IdentitySample) -> bool:
    try:
        found = os.lstat(os.path.join(place, sample.path))
    except OSError:
        return False
    if sample.is_link:
        return stat.S_ISLNK(found.st_mode)
    return stat.S_ISREG(found.st_mode) and found.st_size == sample.size


def relocate(
    catalogue: Catalogue, settings: Settings, plan: Relocation, *, accept_loss: bool = False
) -> int:
    """Write the new place of a root into catalogue and settings; return the run's id.

    What was imported anew at the new place is forgotten: it is the same.

    Args:
        catalogue: that knows the root.
        settings: with the roots.
        plan: what was compared.
        accept_loss: believe that what is not there is gone.

    Raises:
        SafetyRefusal: the plan holds no proof.
        UsageProblem: the new place overlaps with another root.
    """
    if not (plan.proved or (accept_loss and plan.likely)):
        raise SafetyRefusal(
            _("{new} is not proved to hold what {old} held: {present} of {expected} files").format(
                new=printable(plan.new),
                old=printable(plan.old),
                present=plan.present,
                expected=plan.expected,
            )
        )
    require_place(settings, plan.root, plan.old, plan.new)
    with catalogue.writing("roots relocate"):
        run = journal.begin(catalogue, "roots relocate")
        if plan.newcomer is not None:
            with catalogue.transaction():
                forget.note(run, plan.newcomer)
        intent = {"root": plan.root.identity.uuid, "old": plan.old.hex(), "new": plan.new.hex()}
        action = journal.intend(catalogue, run, "relocate", intent)
        move(catalogue, settings, plan.root, plan.old, plan.new)
        with catalogue.transaction():
            journal.record(action, "done")
            roots.note_seen(plan.new, roots.Seen(journal.now(), "online"))
        journal.finish(catalogue, run, "done", {"relocated": 1})
    return run


def require_place(settings: Settings, root: KnownRoot, old: bytes, new: bytes) -> None:
    """Refuse a new place for a root that overlaps with what the settings name otherwise.

    Raises:
        UsageProblem: it does.
    """
    others = [one for one in settings.roots if one.path not in (old, new)]
    with_roots(settings, (*others, RootSetting(root.role, new)))
    paths = [*(one.path for one in others), new]
    states = examine_all((path, Identity()) for path in paths)
    refuse_overlaps(list(zip(paths, states, strict=True)))


def move(catalogue: Catalogue, settings: Settings, root: KnownRoot, old: bytes, new: bytes) -> None:
    """Change a root's place in the settings file, then in the catalogue."""
    file.move_root(settings.config_file, old, new)
    with catalogue.transaction():
        roots.move(root, new)


def with_moved_root(settings: Settings, old: bytes, new: bytes) -> Settings:
    """Return settings in which a root lies elsewhere.

    Read anew, the file would lose what options and environment said.
    """

    def moved(path: bytes) -> bytes:
        return new if path == old else path

    return replace(
        settings,
        roots=tuple(
            replace(root, path=moved(root.path))
            for root in settings.roots
            if root.path != old or not any(one.path == new for one in settings.roots)
        ),
        path_maps=tuple(PathMap(one.written, moved(one.here)) for one in settings.path_maps),
    )


def _real(state: RootState) -> bytes:
    return prefix_of(state.real_path or b"")


def _compare_samples(root: KnownRoot, new: bytes, paths: Sequence[bytes]) -> tuple[int, int, int]:
    """Return how many files were sampled, how many are the same, and the bytes read."""
    rows = (
        MediaFile.select(MediaFile.path, MediaFile.size, MediaFile.sample)
        .where(
            (MediaFile.root == root.id)
            & (MediaFile.path << list(paths))
            & (fn.LENGTH(MediaFile.sample) > 0)
        )
        .tuples()
    )
    sampled = same = read = 0
    for path, size, known_sample in rows:
        absolute = os.path.join(new, bytes(path))
        try:
            found = os.lstat(absolute)
            seen = sample(absolute, found.st_size, found.st_mtime_ns)
        except OSError:
            continue
        sampled, read = sampled + 1, read + sampled_bytes(found.st_size)
        same += found.st_size == size and seen == bytes(known_sample)
    return sampled, same, read
