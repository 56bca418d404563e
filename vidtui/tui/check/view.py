"""What a check found, line by line and in detail: showable, in the language in force."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from rich.cells import cell_len
from textual.content import Content

from vidtui.i18n import _, titled
from vidtui.jobs.check import kinds
from vidtui.jobs.check.findings import Finding, Kind, SkippedRoot
from vidtui.jobs.check.kinds import ISSUES, KINDS
from vidtui.jobs.suggest import line, quoted
from vidtui.text import printable
from vidtui.tui.bindings import hint
from vidtui.tui.check.model import CheckTree, FolderNode, Heading, Item, KindNode, Line, More, depth
from vidtui.tui.formatting import (
    MUTED,
    Labelled,
    because,
    cells,
    ending,
    is_gone,
    is_known,
    is_new,
    middle,
    number,
    plural,
    table,
    wrapped,
)
from vidtui.tui.formatting import role as role_word

STEP = 2  # cells by which each level is indented
LEAST = 12  # cells below which a second text says nothing


def command_of(line: Line | None) -> str | None:
    """Return the command that helps with what a line is about."""
    if isinstance(line, Item):
        return None if line.is_gone else line.finding.command
    if isinstance(line, (KindNode, FolderNode)):
        return remedy(line)
    return line.command if isinstance(line, SkippedRoot) else None


def row_text(item: Line, width: int) -> Content:
    """Return one line of the tree."""
    if isinstance(item, SkippedRoot):
        text = because(item.root, item.reason)
        return Content.styled(f"○ {text}", "bold $text-error").truncate(width, ellipsis=True)
    indent = " " * (STEP * depth(item))
    if isinstance(item, More):
        return Content.styled(f"{indent}  {_more(item)}", MUTED).truncate(width, ellipsis=True)
    if isinstance(item, Item):
        return _item(item, indent + "  ", width)
    before = f"{indent}{'▾' if item.is_open else '▸'} "
    if isinstance(item, FolderNode):
        return _folder(item, before, width)
    if isinstance(item, Heading):
        text = before + worth_knowing(item.count)
        return Content.styled(text, "bold $text-accent").truncate(width, ellipsis=True)
    is_issue = item.kind in ISSUES
    style = "bold $text-error" if is_issue else "bold"
    parts = [Content.styled(before + _amount(item), style), *_changes(item)]
    parts.append(Content.styled(kinds.meaning(item.kind, item.total), MUTED))
    return Content(" · ").join(parts).truncate(width, ellipsis=True)


def _amount(node: KindNode | FolderNode) -> str:
    count = node.total if isinstance(node, KindNode) else node.count
    # Where all of them are gone, there is no number to tell.
    return counted(node.kind, count) if count else kinds.title(node.kind)


def _more(more: More) -> str:
    return plural("… and {n} more", "… and {n} more", more.count)


def _changes(node: KindNode | FolderNode) -> list[Content]:
    parts = []
    if node.new:
        parts.append(Content.styled(is_new(node.new), "bold $text-warning"))
    if isinstance(node, KindNode) and node.known:
        parts.append(Content.styled(is_known(node.known), MUTED))
    if node.gone:
        parts.append(Content.styled(is_gone(node.gone), "$text-success"))
    return parts


def _folder(node: FolderNode, before: str, width: int) -> Content:
    count = [Content.styled(number(node.count), "bold")] if node.count else []
    after = Content(" · ").join([*count, *_changes(node)])
    room = max(4, width - cell_len(before) - after.cell_length - 2)
    path = printable(node.path)
    shown = ending(path, room) if cell_len(path) > room else path
    return Content.assemble(before, shown, "  ", after).truncate(width, ellipsis=True)


def _item(item: Item, before: str, width: int) -> Content:
    mark, style = _mark(item)
    name = printable(kinds.name(item.finding).rpartition("/")[2] or kinds.name(item.finding))
    evidence = printable(kinds.evidence(item.finding))
    room = max(4, width - cell_len(before) - (cell_len(mark) + 1 if mark else 0))
    if cell_len(name) > room:
        name = middle(name, room)
    rest = room - cell_len(name) - 2
    parts: list[str | tuple[str, str]] = [before]
    if mark:
        parts += [(mark, style), " "]
    parts.append((name, f"strike {MUTED}" if item.is_gone else MUTED if item.is_known else ""))
    if evidence and rest >= min(LEAST, cell_len(evidence)):
        parts += ["  ", (cells(evidence, rest).rstrip(), MUTED)]
    return Content.assemble(*parts)


def _mark(item: Item) -> tuple[str, str]:
    if item.is_gone:
        return _("gone"), "$text-success"
    if item.is_new:
        return _("new"), "bold $text-warning"
    return (_("known"), MUTED) if item.is_known else ("", "")


def details(item: Line, tree: CheckTree, width: int) -> Content:
    """Return all of what a line is about, in ``width`` cells."""
    if isinstance(item, Item):
        return _finding(item, tree, width)
    if isinstance(item, SkippedRoot):
        return _away(item, width)
    if isinstance(item, FolderNode):
        rows: list[Labelled] = [(_("Folder"), printable(item.path)), (_("Holds"), _holds(item))]
        return table(rows + _command(item), width)
    if isinstance(item, More):
        text = _("Too many to list here. All of them: vidtui --batch check --kind {kind} --all")
        return wrapped([Content(_more(item)), Content(text.format(kind=item.kind))], width)
    if isinstance(item, Heading):
        text = _("None of these is a problem; Enter shows or hides them.")
        return wrapped([Content(text)], width)
    return _kind(item, width)


def _holds(node: KindNode | FolderNode) -> Content:
    parts = [Content(titled(_amount(node), kinds.meaning(node.kind, node.count)))]
    return Content(" · ").join([*parts, *_changes(node)])


def _command(line: Line) -> list[Labelled]:
    command = command_of(line)
    if command is None:
        return []
    return [(_("Command"), Content.styled(printable(command), "bold $text-accent"))]


def _kind(node: KindNode, width: int) -> Content:
    lines = [Content.styled(_amount(node), "bold"), Content(kinds.meaning(node.kind, node.total))]
    if node.folders:
        count = len(node.folders)
        text = plural("in {n} folder", "in {n} folders", count)
        lines.append(Content(" · ").join([Content.styled(text, MUTED), *_changes(node)]))
    if KINDS[node.kind].is_reviewed:
        lines.append(hint("go.links", _("reviews all links, one by one")))
    parts = [wrapped(lines, width)]
    if rows := _command(node):
        parts.append(table(rows, width))
    return Content("\n").join(parts)


def _finding(item: Item, tree: CheckTree, width: int) -> Content:
    finding, node = item.finding, tree.kinds().get(item.finding.kind)
    if finding.root:
        rows: list[Labelled] = [(_("Path"), printable(finding.absolute))]
    else:
        rows = [(_("Title"), printable(kinds.name(finding)))]
    rows += _command(item)
    evidence = kinds.evidence(finding)
    if evidence:
        rows.append((_("Seen"), printable(evidence)))
    if item.is_gone:
        text = Content.styled(_("gone since the check before"), "$text-success")
        rows.append((_("State"), text))
    elif item.is_new:
        text = Content.styled(_("NEW since the check before"), "bold $text-warning")
        rows.append((_("State"), text))
    elif item.is_known:
        rows.append((_("State"), _("marked as known")))
    among = _amount(node) if node else counted(finding.kind, 1)
    rows.append((_("Among"), titled(among, kinds.meaning(finding.kind, node.total if node else 1))))
    return table(rows, width)


def _away(away: SkippedRoot, width: int) -> Content:
    rows: list[Labelled] = [
        (_("Root"), f"{printable(away.root)} ({_role(away.role)})"),
        (_("Reason"), Content.styled(printable(away.reason), "bold $text-error")),
    ]
    rows += _command(away)
    rows.append((_("Means"), _("Nothing is said of what lies there: it may all be well.")))
    return table(rows, width)


def _role(role: str) -> str:
    return role_word("links" if role == "links" else "storage")


def message_list(notices: Sequence[str], width: int) -> Content:
    """Return what a check said beside its findings, in ``width`` cells."""
    return wrapped([Content(f"· {printable(one)}") for one in notices], width)


MOST_PATHS = 20  # in one command, so that a person can still read what it does


def remedy(node: KindNode | FolderNode) -> str | None:
    """Return the command that helps with all of a node, None where there is none."""
    held = node.count + node.gone
    if node.remedy is None or node.remedy[0] != held:
        node.remedy = held, _remedy(node)
    return node.remedy[1]


def _remedy(node: KindNode | FolderNode) -> str | None:
    commands = _commands(node)
    if len(commands) < 2:
        return next(iter(commands), None)
    stem = _stem(commands)
    if stem is None or not KINDS[node.kind].takes_paths:
        return None
    others = [one for one in commands if not one.startswith(f"{stem} ")]
    if len(others) == 1 and node.kind == "ghost_entry":
        return others[0]  # where some may have moved, an import finds them; the rest is gone
    if others:
        return None
    if len(commands) <= MOST_PATHS:
        return line(stem, *(one[len(stem) + 1 :] for one in commands))
    return _without_paths(node, stem)


def _commands(node: KindNode | FolderNode) -> dict[str, Finding]:
    """Return what helps with what is still there, by the finding; nothing where one has none."""
    found: dict[str, Finding] = {}
    for item in node.all_items():
        if item.is_gone:
            continue
        if item.finding.command is None:
            return {}
        found.setdefault(item.finding.command, item.finding)
    return found


def _without_paths(node: KindNode | FolderNode, stem: str) -> str | None:
    """Return the command that helps with more than it can name, None where there is none."""
    if isinstance(node, FolderNode):
        is_ghost = node.kind == "ghost_entry"
        return line(stem, quoted(node.path), "--dry-run") if is_ghost else None
    verb, words = KINDS[node.kind].for_all
    return stem + words if node.is_whole and verb and stem.endswith(verb) else None


def _stem(commands: dict[str, Finding]) -> str | None:
    """Return what stands before the paths; at most one command of a kind has none."""
    for command, finding in islice(commands.items(), 2):
        folder = finding.absolute.rpartition(b"/")[0]
        for word in (quoted(finding.absolute), quoted(folder)):
            if command.endswith(f" {word}"):
                return command[: -len(word) - 1]
    return None


def counted(kind: Kind, count: int) -> str:
    """Return how many findings of a kind there are, the thousands of the number apart."""
    return kinds.counted(kind, count).replace(str(count), number(count), 1)


def problems(count: int) -> str:
    """Return how many problems there are."""
    return plural("{n} problem", "{n} problems", count)


def worth_knowing(count: int) -> str:
    """Return how many findings there are that are no problems."""
    return _("Worth knowing: {n}").format(n=number(count))
