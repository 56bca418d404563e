"""What a check found, line by line and in detail: showable, in the language in force."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content

from vidtui.i18n import _, ngettext, titled
from vidtui.jobs.check import words
from vidtui.jobs.check.findings import ISSUES, Away, Kind
from vidtui.text import show
from vidtui.tui.check_tree import CheckTree, FolderNode, Heading, Item, KindNode, Line, depth
from vidtui.tui.link_texts import ending, middle
from vidtui.tui.words import because, cells, is_gone, is_new, labelled, number
from vidtui.tui.words import role as role_word

MUTED = "$foreground 60%"
STEP = 2  # cells by which each level is indented
LEAST = 12  # cells below which a second text says nothing
REVIEWED: frozenset[Kind] = frozenset(("broken_link", "loop_link", "wrong_link", "folder_link"))
"""What the Links screen repairs."""


def command_of(line: Line | None) -> str | None:
    """Return the command that helps with what a line is about."""
    if isinstance(line, Item):
        return None if line.is_gone else line.finding.command
    return line.command if isinstance(line, Away) else None


def line(item: Line, width: int) -> Content:
    """Return one line of the tree."""
    if isinstance(item, Away):
        text = because(item.root, item.reason)
        return Content.styled(f"○ {text}", "bold $text-error").truncate(width, ellipsis=True)
    indent = " " * (STEP * depth(item))
    if isinstance(item, Item):
        return _item(item, indent + "  ", width)
    before = f"{indent}{'▾' if item.is_open else '▸'} "
    if isinstance(item, FolderNode):
        return _folder(item, before, width)
    if isinstance(item, Heading):
        text = _("Worth knowing: {n}").format(n=number(item.count))
        return Content.styled(before + text, "bold $text-accent").truncate(width, ellipsis=True)
    is_issue = item.kind in ISSUES
    style = "bold $text-error" if is_issue else "bold"
    parts = [Content.styled(before + words.counted(item.kind, item.count), style), *_changes(item)]
    parts.append(Content.styled(words.meaning(item.kind, item.count), MUTED))
    return Content(" · ").join(parts).truncate(width, ellipsis=True)


def _changes(node: KindNode) -> list[Content]:
    parts = []
    if node.new:
        parts.append(Content.styled(is_new(node.new), "bold $text-warning"))
    if node.gone:
        parts.append(Content.styled(is_gone(node.gone), "$text-success"))
    return parts


def _folder(node: FolderNode, before: str, width: int) -> Content:
    after = f"  {number(len(node.items))}"
    after_new = f" · {is_new(node.new)}" if node.new else ""
    room = max(4, width - cell_len(before) - cell_len(after) - cell_len(after_new))
    path = show(node.path)
    shown = ending(path, room) if cell_len(path) > room else path
    return Content.assemble(
        before, shown, (after, "bold"), (after_new, "bold $text-warning")
    ).truncate(width, ellipsis=True)


def _item(item: Item, before: str, width: int) -> Content:
    mark, style = _mark(item)
    name = show(words.name(item.finding).rpartition("/")[2] or words.name(item.finding))
    evidence = show(words.evidence(item.finding))
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
    if isinstance(item, Away):
        return _away(item, width)
    if isinstance(item, FolderNode):
        text = words.counted(item.kind, len(item.items))
        rows: list[tuple[str, Content | str]] = [
            (_("Folder"), show(item.path)),
            (_("Holds"), titled(text, words.meaning(item.kind, len(item.items)))),
        ]
        return _labelled(rows, width)
    if isinstance(item, Heading):
        text = _("None of these is a problem; Enter shows or hides them.")
        return _wrapped([Content(text)], width)
    lines = [
        Content.styled(words.counted(item.kind, item.count), "bold"),
        Content(words.meaning(item.kind, item.count)),
    ]
    if item.folders:
        count = len(item.folders)
        text = ngettext("in {n} folder", "in {n} folders", count).format(n=number(count))
        lines.append(Content(" · ").join([Content.styled(text, MUTED), *_changes(item)]))
    if item.kind in REVIEWED:
        lines.append(
            Content.assemble(("l", "bold $text-accent"), " ", _("reviews all links, one by one"))
        )
    return _wrapped(lines, width)


def _finding(item: Item, tree: CheckTree, width: int) -> Content:
    finding, node = item.finding, tree.kinds().get(item.finding.kind)
    if finding.root:
        rows: list[tuple[str, Content | str]] = [(_("Path"), show(finding.absolute))]
    else:
        rows = [(_("Title"), show(words.name(finding)))]
    if command := command_of(item):
        rows.append((_("Command"), Content.styled(show(command), "bold $text-accent")))
    evidence = words.evidence(finding)
    if evidence:
        rows.append((_("Seen"), show(evidence)))
    if item.is_gone:
        text = Content.styled(_("gone since the check before"), "$text-success")
        rows.append((_("State"), text))
    elif item.is_new:
        text = Content.styled(_("NEW since the check before"), "bold $text-warning")
        rows.append((_("State"), text))
    elif item.is_known:
        rows.append((_("State"), _("marked as known")))
    count = node.count if node else 1
    rows.append(
        (_("Among"), titled(words.counted(finding.kind, count), words.meaning(finding.kind, count)))
    )
    return _labelled(rows, width)


def _away(away: Away, width: int) -> Content:
    rows: list[tuple[str, Content | str]] = [
        (_("Root"), f"{show(away.root)} ({_role(away.role)})"),
        (_("Reason"), Content.styled(show(away.reason), "bold $text-error")),
    ]
    if away.command is not None:
        rows.append((_("Command"), Content.styled(show(away.command), "bold $text-accent")))
    rows.append((_("Means"), _("Nothing is said of what lies there: it may all be well.")))
    return _labelled(rows, width)


def _role(role: str) -> str:
    return role_word("links" if role == "links" else "storage")


def _labelled(rows: list[tuple[str, Content | str]], width: int) -> Content:
    column = max(cell_len(label) for label, _value in rows) + 2
    return Content("\n").join(labelled(label, value, column, width) for label, value in rows)


def _wrapped(lines: list[Content], width: int) -> Content:
    return Content("\n").join(wrapped for one in lines for wrapped in one.wrap(max(10, width)))
