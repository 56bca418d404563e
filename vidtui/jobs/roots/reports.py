"""What there is to tell of every configured root: by looking, or by what was seen last."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from vidtui.catalogue import roots, totals
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.roots import KnownRoot, Seen, Space
from vidtui.disk.mounts import Policy, policy_of
from vidtui.disk.root_identity import Identity, RootState, State, examine_all
from vidtui.errors import VidtuiError
from vidtui.i18n import N_, _, ngettext
from vidtui.jobs.roots import moved as moved_roots
from vidtui.jobs.roots.forget import RootForgetting
from vidtui.jobs.roots.live import LiveRoot
from vidtui.settings.model import Role, RootSetting, Settings
from vidtui.text import printable


@dataclass(frozen=True, slots=True)
class RootReport:
    """One configured root: its state, and how many files or links the catalogue has.

    ``state`` is as it was seen at ``seen_at``, in seconds since the epoch, None where nobody has
    looked yet. ``policy`` says how much may be read of a storage root, None where its filesystem
    decides and nobody has looked. A root that is not ``is_named`` stands in the settings no more.
    ``was_at`` is where another root lay that seems to lie here now. ``size`` is how many bytes of
    the library lie there, ``space`` how large its filesystem was when it was seen.
    """

    setting: RootSetting
    state: RootState | None
    count: int
    is_known: bool
    seen_at: int | None = None
    policy: Policy | None = None
    is_named: bool = True
    was_at: bytes | None = None
    size: int = 0
    space: Space | None = None

    @property
    def is_online(self) -> bool:
        """Whether it was there when it was looked at."""
        return self.state is not None and self.state.online


def report(catalogue: Catalogue | None, settings: Settings) -> list[RootReport]:
    """Look at every configured root, note what is found, and return it; then what is left over.

    It takes at most the probe's time limit, and another one where a root was never imported.
    """
    known, counts = _all_known(catalogue)
    states = examine_all(
        (setting.path, known[setting.path].identity if setting.path in known else Identity())
        for setting in settings.roots
    )
    now, found, notes = int(time.time()), [], []
    for setting, state in zip(settings.roots, states, strict=True):
        root = known.get(setting.path)
        policy = _policy(settings, setting, state.filesystems or _types_before(root))
        count = counts.get(setting.path, 0)
        found.append(RootReport(setting, state, count, root is not None, now, policy))
        filesystem = policy_of(settings, setting, state.filesystems).filesystem
        notes.append((setting.path, _seen(now, state, filesystem)))
    if catalogue is None:
        return found
    _note(catalogue, notes)
    with catalogue.session():
        moved = {one.new: one.old for one in moved_roots.places(settings).moved}
    found = [replace(one, was_at=moved.get(one.setting.path)) for one in found]
    return [*found, *_left_over(catalogue, settings, counts)]


def remembered(catalogue: Catalogue | None, settings: Settings) -> list[RootReport]:
    """Return what was found at every root when it was looked at last; no disk is."""
    known, counts = _all_known(catalogue)
    sizes = _sizes(catalogue)
    found = []
    for setting in settings.roots:
        root = known.get(setting.path)
        seen = root.seen if root is not None else None
        state = RootState(seen.state, seen.reason) if seen is not None else None
        policy = _policy(settings, setting, _types_before(root))
        count, at = counts.get(setting.path, 0), seen.at if seen is not None else None
        space = seen.space if seen is not None else None
        size = sizes.get(setting.path, 0)
        is_known = root is not None
        found.append(
            RootReport(setting, state, count, is_known, at, policy, size=size, space=space)
        )
    return found if catalogue is None else [*found, *_left_over(catalogue, settings, counts)]


def _left_over(
    catalogue: Catalogue, settings: Settings, counts: Mapping[bytes, int]
) -> Iterator[RootReport]:
    """Yield the roots that are known and that the settings name no more."""
    with catalogue.session():
        left = moved_roots.left_over(settings)
    for path, root in left.items():
        setting = RootSetting(root.role, path)
        yield RootReport(setting, None, counts.get(path, 0), True, is_named=False)


def note_live(catalogue: Catalogue, live: Iterable[LiveRoot]) -> None:
    """Remember what a job has found at roots, for whoever asks without waking a disk."""
    now = int(time.time())
    _note(catalogue, [(one.path, _seen(now, one.state, one.policy.filesystem)) for one in live])


def _note(catalogue: Catalogue, found: Iterable[tuple[bytes, Seen]]) -> None:
    """Write what was seen, in one short transaction; where that fails, the job goes on without."""
    with contextlib.suppress(VidtuiError), catalogue.transaction():
        for path, seen in found:
            roots.note_seen(path, seen)


def _seen(now: int, state: RootState, filesystem: str) -> Seen:
    space = None
    if state.total_bytes is not None:
        space = Space(state.total_bytes, state.free_bytes or 0)
    return Seen(now, state.state, state.reason, filesystem, space)


def _sizes(catalogue: Catalogue | None) -> dict[bytes, int]:
    if catalogue is None:
        return {}
    with catalogue.session():
        return totals.sizes_by_root()


def _all_known(
    catalogue: Catalogue | None,
) -> tuple[dict[bytes, KnownRoot], dict[bytes, int]]:
    if catalogue is None:
        return {}, {}
    with catalogue.session():
        return {root.path: root for root in roots.everything()}, totals.counts_by_root()


def _types_before(root: KnownRoot | None) -> tuple[str, ...]:
    """Return the filesystem that a root had when it was online last."""
    return (root.seen.filesystem,) if root is not None and root.seen is not None else ()


def _policy(settings: Settings, setting: RootSetting, types: Sequence[str]) -> Policy | None:
    if setting.role != "storage":
        return None
    policy = policy_of(settings, setting, types)
    return policy if any(types) or policy.is_set else None


STATE_NAMES: Mapping[State, str] = {
    "online": N_("online"),
    "offline": N_("offline"),
    "unrecognised": N_("not recognised"),
    "silent": N_("does not answer"),
    "unreadable": N_("not readable"),
}
ROLE_NAMES: Mapping[Role, str] = {"storage": N_("storage"), "links": N_("links")}


def lost(planned: RootForgetting, settings: Settings) -> list[tuple[str, str]]:
    """Return what goes with a root that is forgotten, label and text."""
    losses = planned.losses
    if planned.role == "links":
        known = ngettext("{n} link", "{n} links", losses.links).format(n=losses.links)
    else:
        known = ngettext("{n} file", "{n} files", losses.files).format(n=losses.files)
    found = [(_("Known of it"), known)]
    if losses.works:
        text = ngettext("{n} film or series", "{n} films and series", losses.works)
        found.append((_("Of which nothing else is known"), text.format(n=losses.works)))
    if losses.shown_by:
        text = ngettext("{n} link elsewhere", "{n} links elsewhere", losses.shown_by)
        found.append((_("Shown by"), text.format(n=losses.shown_by)))
    named = _("taken out of {file}").format(file=printable(str(settings.config_file)))
    found.append((_("Settings"), named if planned.setting else _("do not name it")))
    return found
