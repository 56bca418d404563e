"""``vidtui media-centre test|refresh``, and what is told of media centres after other work."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from vidtui.batch.output import Output
from vidtui.catalogue import centre_notices
from vidtui.catalogue.database import Catalogue, open_catalogue
from vidtui.catalogue.errors import CatalogueMissing
from vidtui.errors import Exit, UsageProblem, VidtuiError, worst
from vidtui.i18n import _, ngettext
from vidtui.jobs.base import CancelToken
from vidtui.jobs.media_centre import changed, telling
from vidtui.jobs.media_centre.examining import Examined, danger_text, examine, remedy
from vidtui.jobs.media_centre.telling import Told, line, title
from vidtui.media_centres.base import Danger, Known, Library
from vidtui.oserrors import about
from vidtui.settings.centres import MediaCentre
from vidtui.settings.model import Settings
from vidtui.text import json_path, printable


def after(
    settings: Settings, actions: Collection[int], more: Iterable[bytes] = (), *, later: bool = False
) -> list[Told]:
    """Tell media centres what actions of the journal have changed; never raises.

    Args:
        settings: the centres.
        actions: what was done, or taken back, to links.
        more: further folders.
        later: only remember what is to be told.
    """
    if not settings.media_centres:
        return []
    try:
        catalogue = open_catalogue(settings.database)
        folders = changed.of_actions(catalogue, actions) | set(more)
        if later:
            telling.note(catalogue, settings, folders)
            return []
    except VidtuiError as problem:
        return [Told(one, "failed", reason=str(problem)) for one in settings.media_centres]
    return telling.tell(catalogue, settings, folders, CancelToken())


def lines_of(told: Iterable[Told]) -> list[str]:
    """Return what is told of centres after other work: nothing of one that nothing was told."""
    return [line(one) for one in told if one.state != "nothing"]


def documents_of(told: Iterable[Told]) -> list[dict[str, Any]]:
    """Return what came of telling centres, for JSON."""
    return [
        {
            "name": one.centre.name,
            "kind": one.centre.kind,
            "state": one.state,
            "folders": one.folders,
            "waiting": one.waiting,
            "foreign": one.foreign,
            "missing": one.missing,
            "reason": one.reason or None,
        }
        for one in told
    ]


def added(told: Sequence[Told]) -> dict[str, Any]:
    """Return what a report says beside the rest, nothing where no centre is in the settings."""
    return {"media_centres": documents_of(told)} if told else {}


def run_test(settings: Settings, names: Sequence[str], *, as_json: bool) -> Exit:
    """Ask every centre, and say what it knows and what of it is dangerous."""
    centres = _chosen(settings, names)
    found = [examine(settings, centre, CancelToken()) for centre in centres]
    waiting = _waiting(settings)
    code = worst(*map(_exit, found))
    document = {
        "command": "media-centre test",
        "centres": [_document(one, waiting.get(one.centre.name, 0)) for one in found],
    }
    lines = [text for one in found for text in _lines(one, waiting.get(one.centre.name, 0))]
    return Output(as_json=as_json).report(document, lines, code)


def run_refresh(
    settings: Settings,
    names: Sequence[str],
    paths: Sequence[bytes],
    *,
    whole: bool,
    dry_run: bool,
    as_json: bool,
) -> Exit:
    """Tell centres of folders, of what waits, or to look at all."""
    centres = _chosen(settings, names)
    folders = [_folder(settings, path) for path in paths]
    catalogue = open_catalogue(settings.database)
    if dry_run:
        return _would(catalogue, settings, centres, folders, whole=whole, as_json=as_json)
    if whole:
        told = telling.tell_all(catalogue, settings, centres, CancelToken())
    else:
        told = telling.tell(catalogue, settings, folders, CancelToken(), centres)
    document = {
        "command": "media-centre refresh",
        "all": whole,
        "dry_run": False,
        "centres": documents_of(told),
    }
    code = worst(*(one.exit for one in told))
    return Output(as_json=as_json).report(document, [line(one) for one in told], code)


def _would(
    catalogue: Catalogue,
    settings: Settings,
    centres: Sequence[MediaCentre],
    folders: Sequence[bytes],
    *,
    whole: bool,
    as_json: bool,
) -> Exit:
    entries, lines = [], []
    for centre in centres:
        with catalogue.session():
            held = centre_notices.waiting(centre.name)
        wanted = [] if whole else changed.collapsed(settings, [*held, *folders])
        entries.append(
            {
                "name": centre.name,
                "kind": centre.kind,
                "would_tell": [json_path(centre.theirs(one)) for one in wanted],
            }
        )
        if whole:
            lines.append(_("{centre}: would look at all").format(centre=title(centre)))
            continue
        text = ngettext(
            "{centre}: would be told of {n} folder",
            "{centre}: would be told of {n} folders",
            len(wanted),
        )
        lines.append(text.format(centre=title(centre), n=len(wanted)))
        lines += [f"  {printable(centre.theirs(one))}" for one in wanted]
    document = {
        "command": "media-centre refresh",
        "all": whole,
        "dry_run": True,
        "centres": entries,
    }
    return Output(as_json=as_json).report(document, lines, Exit.OK)


def _chosen(settings: Settings, names: Sequence[str]) -> list[MediaCentre]:
    held = {centre.name: centre for centre in settings.media_centres}
    if not held:
        file = printable(str(settings.config_file))
        text = _("{file}: no media centre; write: [[media_centre]] with kind and url")
        raise UsageProblem(text.format(file=file))
    for name in names:
        if name not in held:
            text = _("there is no media centre {name}; there are: {names}")
            raise UsageProblem(text.format(name=printable(name), names=", ".join(held)))
    return [held[name] for name in names] if names else list(held.values())


def _folder(settings: Settings, path: bytes) -> bytes:
    """Return the folder of a path in a link root: a link, or a folder itself."""
    root = changed.link_root_of(settings, path)
    if root is None:
        raise UsageProblem(about(path, _("lies in no link folder of the settings")))
    if path == root:
        return path
    try:
        is_folder = os.path.isdir(path) and not os.path.islink(path)
    except (OSError, ValueError):
        is_folder = False
    return path if is_folder else os.path.dirname(path)


def _waiting(settings: Settings) -> dict[str, int]:
    try:
        catalogue = open_catalogue(settings.database)
    except CatalogueMissing:
        return {}
    with catalogue.session():
        return centre_notices.counts()


def _exit(found: Examined) -> Exit:
    if found.known is None:
        return Exit.API
    return Exit.OK if found.is_well else Exit.ATTENTION


def _document(found: Examined, waiting: int) -> dict[str, Any]:
    known = found.known
    return {
        "name": found.centre.name,
        "kind": found.centre.kind,
        "url": printable(found.centre.url),
        **_answer(known),
        "problem": found.problem or None,
        "folders": [
            {**json_path(root), **json_path(found.centre.theirs(root), "theirs"), "known": is_known}
            for root, is_known in found.seen.items()
        ],
        "libraries": [_library(one) for one in known.libraries] if known else [],
        "proposed_path_maps": [
            {**json_path(one.theirs, "theirs"), **json_path(one.here, "here")}
            for one in found.proposed
        ],
        "dangers": [_danger(found.centre, one) for one in known.dangers] if known else [],
        "settings_shown": known is not None and not known.unread,
        "waiting": waiting,
    }


def _answer(known: Known | None) -> dict[str, Any]:
    if known is None:
        return {"answers": False, "version": None, "server": None}
    server = printable(known.server) or None
    return {"answers": True, "version": printable(known.version), "server": server}


def _library(one: Library) -> dict[str, Any]:
    return {"name": printable(one.name), "folders": [json_path(path) for path in one.folders]}


def _danger(centre: MediaCentre, one: Danger) -> dict[str, Any]:
    return {
        "setting": one.kind,
        "library": printable(one.where) or None,
        "every_seconds": one.every_s,
        "remedy": remedy(centre, one) or None,
    }


def _lines(found: Examined, waiting: int) -> list[str]:
    name, known = title(found.centre), found.known
    if known is None:
        lines = [_("✗ {centre}: {reason}").format(centre=name, reason=found.problem)]
    else:
        lines = [answer_line(found)]
        lines += _folder_lines(found)
        for danger in known.dangers:
            mark = "·" if danger.kind == "clean-unknown" else "✗"
            lines.append(f"  {mark} {danger_text(danger)}")
            if way := remedy(found.centre, danger):
                lines.append(f"      {way}")
        if known.unread:
            lines.append(f"  · {_('its settings are not shown to this token')}")
    if waiting:
        text = ngettext(
            "{n} folder waits until next time", "{n} folders wait until next time", waiting
        )
        lines.append("  · " + text.format(n=waiting))
    return lines


def answer_line(found: Examined) -> str:
    """Return in one line that a centre answers, with its version and the folders it knows."""
    known = found.known
    text = _("{mark} {centre} {version}: it answers, and knows {known} of {all} link folders")
    return text.format(
        mark="✓" if all(found.seen.values()) else "✗",
        centre=title(found.centre),
        version=printable(known.version) if known else "?",
        known=sum(found.seen.values()),
        all=len(found.seen),
    )


def _folder_lines(found: Examined) -> list[str]:
    lines = []
    for root, is_known in found.seen.items():
        if not is_known:
            text = _("it does not know {path}: a path map is missing")
            lines.append("  ✗ " + text.format(path=printable(found.centre.theirs(root))))
    for one in found.proposed:
        lines.append(f"      {_('perhaps, below its [[media_centre]]:')}")
        lines.append("      [[media_centre.path_map]]")
        lines.append(f'      theirs = "{printable(one.theirs)}"')
        lines.append(f'      here = "{printable(one.here)}"')
    return lines
