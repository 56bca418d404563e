"""Runs and actions of the journal in words: showable, one line each."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from vidtui.catalogue.journal import UNDO, ActionRow, ActionState, RunRow
from vidtui.i18n import N_, NN_, _, counting, ngettext
from vidtui.jobs.wording import beside, difference
from vidtui.text import printable

UNKNOWN = "?"  # what a journal that was damaged does not tell
_RUNS: Mapping[str, str] = {
    "import": N_("import"),
    "enrich": N_("enrichment"),
    "pending": N_("your answers"),
    "repair-links": N_("links repaired"),
    "link": N_("links made"),
    "link --rename": N_("links moved"),
    "links restore": N_("links put back"),
    "roots relocate": N_("root moved"),
    "roots forget": N_("root forgotten"),
    "forget": N_("entries forgotten"),
    "undo": N_("taken back"),
}
_RUN_STATES: Mapping[str, str] = {
    "running": N_("running"),
    "done": N_("done"),
    "cancelled": N_("cancelled"),
    "refused": N_("refused"),
    "failed": N_("failed"),
    "interrupted": N_("interrupted"),
}
_ACTION_STATES: Mapping[ActionState, str] = {
    "done": N_("done"),
    "undone": N_("undone"),
    "failed": N_("failed"),
    "open": N_("not finished"),
}
_VERBS: Mapping[str, str] = {
    "relocate": N_("root moved"),
    "relink": N_("repair"),
    "trash-link": N_("to the trash"),
    "keep-link": N_("right as it is"),
    "make-link": N_("link made"),
    "move-link": N_("link moved"),
    "never-link": N_("never to be linked"),
    "answer-link": N_("place chosen"),
    "forget": N_("forgotten"),
    "forget-root": N_("root forgotten"),
    "decide accept": N_("accepted"),
    "decide reject": N_("none of these"),
    "decide ignore": N_("in no database"),
    "decide confirm": N_("confirmed"),
    "decide reopen": N_("not this one"),
    "decide ask-again": N_("asked about again"),
}
_OUTCOMES = (N_("not done: interrupted"), N_("unclear: interrupted, and changed since"))
_COUNTS: Mapping[str, str | tuple[str, str]] = {
    "imported": NN_("imported", "imported"),
    "ignored": N_("known and unchanged"),
    "errors": N_("errors"),
    "moved": NN_("moved", "moved"),
    "duplicates": N_("possible duplicates"),
    "changed": NN_("changed", "changed"),
    "still_changing": N_("still being written"),
    "back": NN_("back again", "back again"),
    "missing": NN_("missing", "missing"),
    "away": N_("away"),
    "extras": N_("extras"),
    "unknown": N_("type unknown"),
    "films": N_("films"),
    "series": N_("series"),
    "links": N_("links"),
    "broken_links": N_("broken links"),
    "enriched": N_("identified"),
    "pending": N_("to decide"),
    "not_found": N_("not found"),
    "failed": N_("failed"),
    "put_back": N_("queued as before"),
    "requests": N_("requests"),
    "forgotten": N_("forgotten"),
    "asked_again": N_("asked about again"),
    "packs": NN_("file of several works", "files of several works"),
    "strays": N_("without a known episode"),
}


def run_name(command: str) -> str:
    """Return what a run was."""
    return _(_RUNS[command]) if command in _RUNS else printable(command)


def run_state(state: str) -> str:
    """Return how a run ended."""
    return _(_RUN_STATES[state]) if state in _RUN_STATES else printable(state)


def action_state(state: ActionState) -> str:
    """Return what came of an action."""
    return _(_ACTION_STATES[state])


def outcome(action: ActionRow) -> str:
    """Return why an action came to nothing; nothing where it did not."""
    text = (action.outcome or "") if action.state == "failed" else ""
    return printable(_(text) if text in _OUTCOMES else text)


def counts(run: RunRow) -> list[tuple[str, int]]:
    """Return what a run counted, in words; what it did not meet is left out."""
    return [
        (counting(_COUNTS[name], count), count)
        for name, count in run.summary.items()
        if name in _COUNTS and isinstance(count, int) and count
    ]


def counted(run: RunRow, number: Callable[[int], str] = str) -> str:
    """Return what a run counted, in one line; nothing where it met nothing."""
    return " · ".join(f"{number(count)} {label}" for label, count in counts(run))


def of_undo(action: ActionRow) -> ActionRow:
    """Return what an action took back, as far as it tells; any other itself."""
    if action.kind != UNDO:
        return action
    return action._replace(kind=str(action.intent.get("kind")))


def verb(action: ActionRow) -> str:
    """Return what was done, in two or three words."""
    if action.kind == UNDO:
        said = _("{what} again") if action.intent.get("again") else _("{what} taken back")
        return said.format(what=verb(of_undo(action)))
    kind = action.kind
    if kind == "decide":
        kind += f" {action.intent.get('verb')}"
    return _(_VERBS[kind]) if kind in _VERBS else printable(kind)


def subject(action: ActionRow) -> str:
    """Return what it was done to: the path of a link or file below its root, a title, a root."""
    intent, action = action.intent, of_undo(action)
    if action.kind == "decide":
        return _title(intent)
    if action.kind == "relocate":
        return f"{_shown(intent, 'old')} → {_shown(intent, 'new')}"
    return _shown(intent, "path")


def what(action: ActionRow) -> str:
    """Return all that matters of an action, as one line."""
    if action.kind == UNDO:
        said = _("again: {what}") if action.intent.get("again") else _("taken back: {what}")
        return said.format(what=what(of_undo(action)))
    if action.kind in ("relocate", "decide"):
        said = subject(action)
    else:
        said = printable(link(action)) or UNKNOWN
    return _("{verb}: {what}").format(verb=verb(action), what=said + _change(action))


def _change(action: ActionRow) -> str:
    """Return what stands behind the subject of an action: what came of it."""
    values = {key: value for key, _label, value in told(action)}
    before, after = values.get("before"), values.get("after")
    if action.kind == "relocate" or not after:
        return ""
    if before is None:
        return f" → {after}"
    old, new = _held(action.intent, "old"), _held(action.intent, "new")
    return f" ({before} → {after})" + beside(old, new)


Detail = tuple[str, str, str]


def told(action: ActionRow) -> list[Detail]:
    """Return all there is to tell of an action: a name, its label, and the showable text."""
    action = of_undo(action)
    details = _DETAILS.get(action.kind, _nothing_more)(action)
    return [one for one in details if one[2]]


def _link(action: ActionRow) -> Detail:
    return "link", _("Link"), printable(link(action)) or UNKNOWN


def _nothing_more(action: ActionRow) -> list[Detail]:
    return [_link(action)]


def _file(action: ActionRow) -> Detail:
    return "file", _("File"), printable(link(action)) or UNKNOWN


def _repaired(action: ActionRow) -> list[Detail]:
    differs = difference(_held(action.intent, "old"), _held(action.intent, "new"))
    return [_link(action), *_moved(action), ("differs", _("What differs"), differs)]


def _moved(action: ActionRow) -> list[Detail]:
    return [
        ("before", _("Before"), _shown(action.intent, "old")),
        ("after", _("After"), _shown(action.intent, "new")),
    ]


def _trashed(action: ActionRow) -> list[Detail]:
    place = os.path.join(_held(action.intent, "trash"), _held(action.intent, "to"))
    return [
        _link(action),
        ("text", _("It showed"), _shown(action.intent, "text")),
        ("after", _("In the trash"), printable(place) or UNKNOWN),
    ]


def _now_at(action: ActionRow) -> Detail:
    place = os.path.join(action.root or b"", _held(action.intent, "to"))
    return "after", _("Is now"), printable(place) or UNKNOWN


_DETAILS: Mapping[str, Callable[[ActionRow], list[Detail]]] = {
    "decide": lambda one: [
        ("title", _("Title"), _title(one.intent)),
        ("after", _("Is"), _accepted(one.intent)),
    ],
    "relocate": _moved,
    "forget-root": lambda one: [
        ("root", _("Root"), _shown(one.intent, "path")),
        ("entries", _("Known of it"), _entries(one.intent)),
    ],
    "forget": lambda one: [_file(one)],
    "never-link": lambda one: [_file(one)],
    "answer-link": lambda one: [
        _file(one),
        ("after", _("Folder"), printable(_held(one.intent, "to"))),
    ],
    "relink": _repaired,
    "move-link": lambda one: [_link(one), _now_at(one)],
    "make-link": lambda one: [_link(one), ("after", _("Shows"), _shown(one.intent, "text"))],
    "trash-link": _trashed,
}


def _entries(intent: Mapping[str, Any]) -> str:
    files, links = intent.get("files"), intent.get("links")
    if isinstance(links, int) and links:
        return ngettext("{n} link", "{n} links", links).format(n=links)
    count = files if isinstance(files, int) else 0
    return ngettext("{n} file", "{n} files", count).format(n=count)


def link(action: ActionRow) -> bytes:
    """Return where the link or file of an action is: absolute, where its root is known."""
    path = _held(action.intent, "path")
    return os.path.join(action.root, path) if action.root is not None and path else path


def _held(intent: Mapping[str, Any], name: str) -> bytes:
    """Return bytes that an intent holds as hexadecimal text; none where it does not."""
    try:
        return bytes.fromhex(intent[name])
    except (KeyError, TypeError, ValueError):
        return b""


def _shown(intent: Mapping[str, Any], name: str) -> str:
    return printable(_held(intent, name)) or UNKNOWN


def _title(intent: Mapping[str, Any]) -> str:
    before = intent.get("before")
    title = before.get("title") if isinstance(before, dict) else None
    return (printable(title) if isinstance(title, str) else "") or UNKNOWN


def _accepted(intent: Mapping[str, Any]) -> str:
    """Return the id of the work that was accepted, such as ``tmdb:603``; nothing without one."""
    after = intent.get("after")
    held = after.get("candidates") if isinstance(after, dict) else None
    for name, answer in held.items() if isinstance(held, dict) else ():
        if isinstance(answer, list) and answer[:1] == ["person"]:
            provider, _kind, id_ = [*str(name).split("/", 2), "", ""][:3]
            return printable(f"{provider}:{id_}")
    return ""
