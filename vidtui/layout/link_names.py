"""Writes the name of a link: from its template, with a label or a part where it needs one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace

from vidtui.layout.asking import Ask, about_file, joined
from vidtui.layout.labels import label_of, tells_copies
from vidtui.layout.learned import Layouts
from vidtui.layout.link_folders import Place
from vidtui.layout.model import Choice, FileFacts, Kind, Layout, NewFile, Rule, Share
from vidtui.layout.naming import STORAGE_NAME, Naming
from vidtui.layout.signs import Signs
from vidtui.layout.style import COMPANION_ROOM
from vidtui.layout.templates import PRESETS, name_of
from vidtui.layout.tokens import Context
from vidtui.text import readable

_PART_FORM = "-cd{}"


def about_layout(kind: Kind) -> str:
    """Return what a layout is asked under, where there is nothing to learn from."""
    return f"layout:{kind}"


def no_layout(layouts: Layouts, new: NewFile) -> Ask:
    """Return the question which layout a root is to have, where there is nothing to learn from."""
    choices = [Choice(name.encode(), b"", None) for name in PRESETS]
    learned = layouts.learned[new.work.kind].layouts
    if learned:
        only = learned[0]
        choices.insert(0, Choice(only.template.encode(), only.folder, None, only.share))
    return Ask("no_layout", about_layout(new.work.kind), choices)


def nothing(kind: Kind) -> Layout:
    """Return the layout of a root that has none yet."""
    return Layout(kind, b"", (), Rule("unknown", Share(0, 0)), "", Share(0, 0))


def named(
    layouts: Layouts,
    place: Place,
    new: NewFile,
    versions: Sequence[FileFacts],
    answered: bytes | None,
    signs: Signs | None,
) -> tuple[bytes, tuple[str, ...]]:
    """Return the name of a link, and what the tree's names carry and nobody knows.

    ``signs`` says how signs are written that the names around do not have; None: as is usual.

    Raises:
        Ask: a version is not wanted or cannot be told from another, or a fact is missing.
    """
    naming, file = place.naming, new.file
    known = layouts.facts.known(new.work)
    copy = layouts.facts.copy(file)
    context = naming.context(known, file, copy, place.title, place.year)
    if signs is not None:
        context = signs.settled(naming.component, context)
    ending = readable(os.path.splitext(os.path.basename(file.path))[1])
    limit = layouts.options.name_bytes - COMPANION_ROOM
    made = name_of(naming.component, context, limit, ending)
    if made.missing:
        raise Ask("facts", about_file(file.key), detail=made.missing[0])
    text = made.text
    if versions:
        text = _as_version(layouts, place, new, versions, text, context, answered)
    is_kept = naming.component == STORAGE_NAME  # which says of itself what part it is
    if not is_kept:
        text += _part(place, file)
    elif text == made.text:
        return os.path.basename(file.path), made.unknown
    return naming.style.component(text, limit, ending), made.unknown


def _part(place: Place, file: FileFacts) -> str:
    """Return what tells a part of a film, where its name does not say it yet."""
    naming = place.naming
    if file.part is None or "Part" in str(naming.component):
        return ""
    return (naming.part_form or place.part_form or _PART_FORM).format(file.part)


def _as_version(
    layouts: Layouts,
    place: Place,
    new: NewFile,
    versions: Sequence[FileFacts],
    text: str,
    context: Context,
    answered: bytes | None,
) -> str:
    learned = layouts.learned[new.work.kind]
    others = [(file, layouts.facts.copy(file)) for file in versions]
    label = label_of(new.file, context.copy, others, context)
    is_told = _tells(place.naming, text, [replace(context, file=f, copy=c) for f, c in others])
    base = text if learned.is_version_of_name else place.base or text
    if label and not is_told:
        text = base + learned.version_form.format(label)
    if not (learned.has_versions or layouts.options.versions or answered is not None):
        folder = joined(place.folder)
        choice = Choice(b"yes", folder, folder + b"/" + text.encode("utf-8", "replace"))
        raise Ask("second_version", about_file(new.file.key), [choice], detail=label or "")
    if label is not None or is_told:
        return text
    if answered and answered != b"yes":
        return base + learned.version_form.format(readable(answered))
    choices = [Choice(one.encode(), joined(place.folder), None) for one in _further(context)]
    raise Ask("same_label", about_file(new.file.key), choices)


def _tells(naming: Naming, text: str, others: Sequence[Context]) -> bool:
    """Say whether a name says which version it is, and is that of no other one."""
    names = (name_of(naming.component, other, 1 << 12, "").text for other in others)
    return tells_copies(naming) and text not in names


def _further(context: Context) -> list[str]:
    """Return what a version may be called that nothing else tells from another."""
    copy = context.copy
    said = (copy.get("source"), copy.get("group"), copy.get("video"), "2")
    return list(dict.fromkeys(one for one in said if one))
