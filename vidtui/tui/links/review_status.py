"""What every review says of its search and its decisions: showable, in the language in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from textual.content import Content

from vidtui.i18n import _, ngettext
from vidtui.jobs.base import ItemFailed, JobRun
from vidtui.jobs.wording import messages
from vidtui.text import printable, shorten
from vidtui.tui.bindings import hint, key_of
from vidtui.tui.formatting import MUTED, because, number, plural, wrapped
from vidtui.tui.links.deciding import Deciding


def going_on(
    work: Deciding[Any, Any, Any, Any],
    plan: str,
    waiting: str,
    stages: Mapping[str, str],
    width: int,
) -> list[Content]:
    """Return what is under way or over; nothing where there is a review to count.

    Args:
        work: the review.
        plan: what decisions about a plan at ``{path}`` do.
        waiting: that an import is under way.
        stages: the titles of the stages of the search.
        width: cells for what is said of a plan.
    """
    run = work.runner.run
    if work.plan_path is not None:
        unsaved = [Content.styled(_("not saved"), "bold $text-warning")] if work.unsaved else []
        room = width - len(plan) - sum(len(one) + 3 for one in unsaved) + len("{path}")
        path = shorten(printable(str(work.plan_path)), max(8, room))
        return [Content.styled(plan.format(path=path), "bold"), *unsaved]
    if work.is_waiting:
        return [Content.styled(waiting, "bold $text-warning")]
    if run is not None and run.active:
        return [_searching(run, stages)]
    if work.awaits_links:
        return [Content.styled(_("Reading…"), MUTED)]
    if work.review.is_over:
        return [Content.styled(_("✓ Review done"), "bold $text-success")]
    return []


def _searching(run: JobRun[Any], stages: Mapping[str, str]) -> Content:
    """Return how far a search is."""
    if run.phase == "stopping":
        return Content.styled(_("… Stopping"), "bold $text-warning")
    figures = number(run.done)
    if run.total is not None:
        figures += f" / {number(run.total)}"
    return Content.assemble(
        ("▸ " + _(stages[run.stage]), "bold"), f" · {int(run.share * 100)} % · {figures}"
    )


def said_last(work: Deciding[Any, Any, Any, Any], problem: str, page: str) -> list[Content]:
    """Return what is being written, and what went wrong last, or what the search said beside.

    ``page`` is the mode of the page, whose keys show it.
    """
    run = work.runner.run
    parts = []
    if work.outstanding:
        text = plural("{count} being written", "{count} being written", work.outstanding)
        parts.append(Content.styled("… " + text, "$text-accent"))
    if problem:
        parts.append(Content.styled(f"✗ {printable(problem)}", "$text-error"))
    elif run is not None and (run.errors or messages(run)):
        parts.append(_said_beside(run, f"{page}.messages"))
    return parts


def _said_beside(run: JobRun[Any], key: str) -> Content:
    """Return how much a search said beside its rows, and the key that shows it."""
    errors, notices = len(run.errors), len(messages(run))
    if errors:
        text = ngettext("▲ {count} unreadable", "▲ {count} unreadable", errors)
    else:
        text = ngettext("{count} message", "{count} messages", notices)
    said = text.format(count=number(errors or notices))
    return Content.assemble((said, "$text-warning" if errors else ""), " ", (key_of(key), "bold"))


def marked_text(review: Any) -> list[str]:
    """Return how many rows are marked, and how many of these a filter hides; else nothing."""
    marked = review.marked_rows
    if not marked:
        return []
    text = plural("{n} marked", "{n} marked", len(marked))
    if hidden := len(marked) - len(review.shown_of(marked)):
        rest = plural("{n} of them hidden", "{n} of them hidden", hidden)
        text += f" ({rest})"
    return [text]


def ended_early(run: JobRun[Any], page: str, away: str) -> Content | None:
    """Return why a search has no plan, and the way on; None where it has one, or is under way.

    Args:
        run: the search.
        page: the mode of the page.
        away: what helps where a disk is away.
    """
    again = hint(f"{page}.search", _("searches anew"))
    if run.active:
        return None
    if run.failure is not None:
        failure = (f"✗ {printable(run.failure)}", "bold $text-error")
        return Content.assemble(failure, "\n\n", again)
    if run.refused and getattr(run, "plan", None) is None:
        return _refused(run, page, away)
    if run.phase == "cancelled":
        text = _("■ The search was stopped; nothing was changed.")
        return Content.assemble((text, "bold $text-warning"), "\n\n", again)
    return None


def _refused(run: JobRun[Any], page: str, away: str) -> Content:
    lines = [
        Content.styled(_("▲ Refused for safety; nothing was changed"), "bold $text-warning"),
        Content(""),
    ]
    for one in run.refused:
        line = Content(because(one.path, one.reason))
        lines.append(line.stylize("bold", 0, len(printable(one.path))))
    lines.append(Content(""))
    if any(one.remedy for one in run.refused):
        lines.append(hint(f"{page}.go_on", _("shows the way on, and you decide")))
    else:
        lines.append(Content(away))
    lines.append(hint(f"{page}.search", _("searches anew")))
    return Content("\n").join(lines)


def message_list(errors: Sequence[ItemFailed], notices: Sequence[str], width: int) -> Content:
    """Return all that the search said beside the links, in ``width`` cells."""
    lines = [Content(f"· {printable(text)}") for text in notices]
    for one in errors:
        line = Content(because(one.path, one.reason))
        lines.append(line.stylize("bold", 0, len(printable(one.path))))
    return wrapped(lines, width)
