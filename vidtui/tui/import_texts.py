"""The texts of the Import screen: showable, in the language in force."""

from __future__ import annotations

from textual.content import Content

from vidtui.i18n import _
from vidtui.settings import Settings
from vidtui.text import shorten, show
from vidtui.tui.import_run import ImportRun
from vidtui.tui.words import number

COLUMN = 19  # cells of one count
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
    lines += [_labelled(label, path, width) for label, path in rows[:FOLDERS]]
    if len(rows) > FOLDERS:
        more = _("… and {count} more").format(count=number(len(rows) - FOLDERS))
        lines.append(Content.styled(more, "$foreground 60%"))
    lines += [
        Content(""),
        Content.assemble(
            _("Press "),
            ("i", "bold $text-accent"),
            _(" to start, "),
            ("d", "bold $text-accent"),
            _(" to find out what would happen."),
        ),
        Content.styled(_("Files are read, never changed."), "$foreground 60%"),
    ]
    return Content("\n").join(lines)


def _labelled(label: str, path: bytes, width: int) -> Content:
    return Content.assemble(
        (label.ljust(14), "$foreground 60%"), shorten(show(path), max(8, width - 14))
    )


def headline(run: ImportRun) -> Content:
    """Return in one line how it stands."""
    dry = _("Dry run: ") if run.dry_run else ""
    if run.phase == "running":
        return Content.styled(dry + _("Importing"), "bold")
    if run.phase == "stopping":
        return Content.styled(dry + _("Stopping…"), "bold $text-warning")
    if run.phase == "failed":
        return Content.styled(f"✗ {show(run.failure or '')}", "bold $text-error")
    if run.phase == "cancelled":
        return Content.styled(
            f"■ {dry}" + _("Stopped: {summary}").format(summary=run.summary()),
            "bold $text-warning",
        )
    if run.counts.errors or run.refused:
        return Content.styled(f"▲ {dry}{run.summary()}", "bold $text-warning")
    return Content.styled(f"✓ {dry}{run.summary()}", "bold $text-success")


def counts(run: ImportRun, width: int) -> Content:
    """Return the counts in columns, zeros left out but for the three of the summary."""
    entries = [
        (_("imported"), run.counts.imported),
        (_("ignored"), run.counts.ignored),
        (_("errors"), run.counts.errors),
        *run.others(),
    ]
    columns = max(1, width // COLUMN)
    lines = []
    for start in range(0, len(entries), columns):
        cells = [_cell(name, count) for name, count in entries[start : start + columns]]
        lines.append(Content("").join(cells))
    return Content("\n").join(lines)


def _cell(name: str, count: int) -> Content:
    figure = number(count)
    rest = name[: max(0, COLUMN - len(figure) - 2)]
    return Content.assemble(
        (figure, "bold"), " ", (rest.ljust(COLUMN - len(figure) - 1), "$foreground 60%")
    )


def notes(run: ImportRun, width: int) -> Content:
    """Return the last notices; after a dry run, that nothing was written."""
    lines = [
        Content.assemble(("· ", "$foreground 60%"), shorten(show(notice), width - 2))
        for notice in run.notices[-NOTES:]
    ]
    if len(run.notices) > NOTES:
        more = _("… and {count} more before").format(count=number(len(run.notices) - NOTES))
        lines.insert(0, Content.styled(more, "$foreground 60%"))
    if run.dry_run and not run.active:
        lines.append(Content.styled(_("Nothing was written."), "$foreground 60%"))
    return Content("\n").join(lines)


def refusals(run: ImportRun) -> Content:
    """Return what was refused for safety, why, and the way on."""
    lines = [Content.styled(_("Refused for safety"), "bold")]
    lines += [
        Content.assemble((show(one.path), "bold"), ": ", show(one.reason)) for one in run.refused
    ]
    if not run.active and any(one.remedy for one in run.refused):
        lines.append(
            Content.assemble(
                _("Press "), ("a", "bold $text-accent"), _(" to see the way on and decide.")
            )
        )
    return Content("\n").join(lines)
