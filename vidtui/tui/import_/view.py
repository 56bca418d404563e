"""The texts of the Import screen: showable, in the language in force."""

from __future__ import annotations

from textual.content import Content

from vidtui.i18n import _
from vidtui.jobs.import_.run import ImportRun, named_counts, summary
from vidtui.jobs.wording import messages
from vidtui.settings.model import Settings
from vidtui.text import printable, shorten
from vidtui.tui.bindings import key_of
from vidtui.tui.formatting import because, labelled, number

CELL = 19  # cells of one count, so that most stay where they are while they grow
GAP = 2  # cells between two counts
FOLDERS = 10  # the most that the introduction lists
NOTES = 3  # the last notices in sight


def introduction(settings: Settings, scope: tuple[bytes, ...], width: int) -> Content:
    """Return what an import would read, and the key that starts it."""
    # More folders than fit are counted; Roots lists them all.
    folders = scope or tuple(root.path for root in settings.of("storage"))
    links = () if scope else tuple(root.path for root in settings.of("links"))
    lines = [Content.styled(_("Ready to import"), "bold"), Content("")]
    rows = [(_("Files from"), path) for path in folders]
    rows += [(_("Links from"), path) for path in links]
    column = max(map(len, (_("Files from"), _("Links from")))) + 2
    room = max(8, width - column)
    lines += [
        labelled(label, shorten(printable(path), room), column) for label, path in rows[:FOLDERS]
    ]
    if len(rows) > FOLDERS:
        more = _("… and {count} more").format(count=number(len(rows) - FOLDERS))
        lines.append(Content.styled(more, "$foreground 60%"))
    lines += [
        Content(""),
        Content.assemble(
            _("Press "),
            (key_of("import.start"), "bold $text-accent"),
            _(" to start, "),
            (key_of("import.dry_run"), "bold $text-accent"),
            _(" to find out what would happen."),
        ),
        Content.styled(_("Files are read, never changed."), "$foreground 60%"),
    ]
    return Content("\n").join(lines)


def headline(run: ImportRun) -> Content:
    """Return in one line how it stands."""
    dry = _("Dry run: ") if run.options.dry_run else ""
    if run.phase == "running":
        return Content.styled(dry + _("Importing"), "bold")
    if run.phase == "stopping":
        return Content.styled(dry + _("Stopping…"), "bold $text-warning")
    if run.phase == "failed":
        return Content.styled(f"✗ {printable(run.failure or '')}", "bold $text-error")
    if run.phase == "cancelled":
        return Content.styled(
            f"■ {dry}" + _("Stopped: {summary}").format(summary=summary(run.counts, number)),
            "bold $text-warning",
        )
    if run.counts.errors or run.refused:
        return Content.styled(f"▲ {dry}{summary(run.counts, number)}", "bold $text-warning")
    return Content.styled(f"✓ {dry}{summary(run.counts, number)}", "bold $text-success")


def counts(run: ImportRun, width: int) -> Content:
    """Return the counts in columns, zeros left out but for the three of the summary."""
    entries = [(number(count), name) for name, count in named_counts(run.counts)]
    cell = max(CELL, *(len(figure) + 1 + len(name) + GAP for figure, name in entries))
    columns = max(1, (width + GAP) // cell)
    lines = []
    for start in range(0, len(entries), columns):
        cells = [
            Content.assemble(
                (figure, "bold"), " ", (name.ljust(cell - len(figure) - 1), "$foreground 60%")
            )
            for figure, name in entries[start : start + columns]
        ]
        lines.append(Content("").join(cells).rstrip())
    return Content("\n").join(lines)


def notes(run: ImportRun, width: int) -> Content:
    """Return the last notices; after a dry run, that nothing was written."""
    noted = messages(run)
    lines = [
        Content.assemble(("· ", "$foreground 60%"), shorten(printable(notice), width - 2))
        for notice in noted[-NOTES:]
    ]
    if len(noted) > NOTES:
        more = _("… and {count} more before").format(count=number(len(noted) - NOTES))
        lines.insert(0, Content.styled(more, "$foreground 60%"))
    if run.options.dry_run and not run.active:
        lines.append(Content.styled(_("Nothing was written."), "$foreground 60%"))
    return Content("\n").join(lines)


def refusals(run: ImportRun) -> Content:
    """Return what was refused for safety, why, and the way on."""
    lines = [Content.styled(_("Refused for safety"), "bold")]
    for one in run.refused:
        line = Content(because(one.path, one.reason))
        lines.append(line.stylize("bold", 0, len(printable(one.path))))
    if not run.active and any(one.remedy for one in run.refused):
        lines.append(
            Content.assemble(
                _("Press "),
                (key_of("import.go_on"), "bold $text-accent"),
                _(" to see the way on and decide."),
            )
        )
    return Content("\n").join(lines)
