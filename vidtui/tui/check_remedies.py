"""The one command that helps with all findings of a node, where there is one."""

from __future__ import annotations

from itertools import islice

from vidtui.jobs.check.findings import Finding, Kind
from vidtui.jobs.commands import line, quoted
from vidtui.tui.check_nodes import FolderNode, KindNode

MOST_PATHS = 20  # in one command, so that a person can still read what it does
TAKE_PATHS: frozenset[Kind] = frozenset(
    ("silent_change", "ghost_entry", "changed_file", "unreadable", "empty_file", "orphan_file")
)
"""The kinds whose commands end with a path, and take several."""
_FOR_ALL: dict[Kind, tuple[str, str]] = {
    "ghost_entry": (" forget", " --all-ghosts --dry-run"),
    "changed_file": (" import", ""),  # an import without a path is one of all roots
    "orphan_file": (" import", ""),
}


def remedy(node: KindNode | FolderNode) -> str | None:
    """Return the command that helps with all of a node, None where there is none."""
    held = node.count + node.gone
    if node.remedy is None or node.remedy[0] != held:
        node.remedy = held, _remedy(node)
    return node.remedy[1]


def _remedy(node: KindNode | FolderNode) -> str | None:
    commands: dict[str, Finding] = {}
    for item in node.all_items():
        if item.is_gone:
            continue
        if item.finding.command is None:
            return None
        commands.setdefault(item.finding.command, item.finding)
    if len(commands) < 2:
        return next(iter(commands), None)
    stem = _stem(commands) if node.kind in TAKE_PATHS else None
    if stem is None:
        return None
    others = [one for one in commands if not one.startswith(f"{stem} ")]
    if others:
        # Where some may have moved, an import finds them; what it does not find is gone.
        return others[0] if len(others) == 1 and node.kind == "ghost_entry" else None
    if len(commands) <= MOST_PATHS:
        return line(stem, *(one[len(stem) + 1 :] for one in commands))
    if isinstance(node, FolderNode):
        if node.kind != "ghost_entry":
            return None
        return line(stem, quoted(node.path), "--dry-run")
    verb, words = _FOR_ALL.get(node.kind, ("", ""))
    return stem + words if node.is_whole and verb and stem.endswith(verb) else None


def _stem(commands: dict[str, Finding]) -> str | None:
    """Return what stands before the paths; at most one command of a kind has none."""
    for command, finding in islice(commands.items(), 2):
        folder = finding.absolute.rpartition(b"/")[0]
        for word in (quoted(finding.absolute), quoted(folder)):
            if command.endswith(f" {word}"):
                return command[: -len(word) - 1]
    return None
