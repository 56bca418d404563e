"""How the search and the review of links stand: showable, in the language in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from textual.content import Content

from vidtui.i18n import N_, _, ngettext
from vidtui.jobs.base import ItemFailed, JobRun
from vidtui.jobs.links.model import LinkCounts
from vidtui.jobs.repair.run import STAGE_TITLES
from vidtui.jobs.wording import messages
from vidtui.text import printable, shorten
from vidtui.tui.bindings import hint, key_of
from vidtui.tui.formatting import MUTED, because, labelled, number, plural, wrapped
from vidtui.tui.links.model import Order, Review
from vidtui.tui.links.session import Repairing

_ORDERS: dict[Order, str] = {
    "path": N_("by path"),
    "problem": N_("by problem"),
    "tier": N_("by proposal"),
}


def headline(work: Repairing, problem: str, width: int) -> Content:
    """Return in one line what is going on; ``problem`` is the last one that was met."""
    run, review = work.runner.run, work.review
    parts = []
    if work.plan_path is not None:
        unsaved = Content.styled(_("not saved"), "bold $text-warning") if work.unsaved else None
        text = _("Plan {path}: nothing is changed until it is applied")
        room = width - len(text) - (len(unsaved) + 3 if unsaved else 0) + len("{path}")
        path = shorten(printable(str(work.plan_path)), max(8, room))
        parts.append(Content.styled(text.format(path=path), "bold"))
        if unsaved:
            parts.append(unsaved)
    elif work.is_waiting:
        text = _("▲ An import is under way: links are searched for anew when it is over")
        parts.append(Content.styled(text, "bold $text-warning"))
    elif run is not None and run.active:
        parts.append(searching(run, STAGE_TITLES))
    elif review.is_over:
        parts.append(Content.styled(_("✓ Review done"), "bold $text-success"))
    elif review.plan is not None and len(review):
        text = ngettext("{count} link to review", "{count} links to review", len(review))
        parts.append(Content.styled(text.format(count=number(len(review))), "bold"))
        if not (work.is_plan or problem):
            text = ngettext("{n} shows nothing", "{n} show nothing", review.broken)
            parts.append(Content(text.format(n=number(review.broken))))
    if work.outstanding:
        text = ngettext("{count} being written", "{count} being written", work.outstanding)
        parts.append(
            Content.styled("… " + text.format(count=number(work.outstanding)), "$text-accent")
        )
    if problem:
        parts.append(Content.styled(f"✗ {printable(problem)}", "$text-error"))
    elif run is not None and (run.errors or messages(run)):
        parts.append(said_beside(run, "links.messages"))
    return Content(" · ").join(parts)


def said_beside(run: JobRun[Any], key: str) -> Content:
    """Return how much a search said beside its rows, and the key that shows it."""
    errors, notices = len(run.errors), len(messages(run))
    if errors:
        text = ngettext("▲ {count} unreadable", "▲ {count} unreadable", errors)
    else:
        text = ngettext("{count} message", "{count} messages", notices)
    said = text.format(count=number(errors or notices))
    return Content.assemble((said, "$text-warning" if errors else ""), " ", (key_of(key), "bold"))


def searching(run: JobRun[Any], stages: Mapping[str, str]) -> Content:
    """Return how far a search is."""
    if run.phase == "stopping":
        return Content.styled(_("… Stopping"), "bold $text-warning")
    figures = number(run.done)
    if run.total is not None:
        figures += f" / {number(run.total)}"
    return Content.assemble(
        ("▸ " + _(stages[run.stage]), "bold"), f" · {int(run.share * 100)} % · {figures}"
    )


def marked_text(marks: int, hidden: int) -> str:
    """Return how many links are marked, and how many of these a filter hides."""
    text = plural("{n} marked", "{n} marked", marks)
    if hidden:
        rest = plural("{n} of them hidden", "{n} of them hidden", hidden)
        text += f" ({rest})"
    return text


def progress(work: Repairing) -> Content:
    """Return how far the review is, and in which order its links are."""
    review, run = work.review, work.runner.run
    if run is not None and run.active:
        count = len(review)
        text = ngettext("{count} link to review so far", "{count} links to review so far", count)
        return Content.styled(text.format(count=number(count)), MUTED)
    counts = review.counts
    text = _("reviewed {n} of {m}").format(n=number(review.reviewed), m=number(len(review)))
    parts = [text]
    if not work.is_plan:
        parts += [
            plural("{n} repaired", "{n} repaired", counts["repaired"]),
            plural("{n} in the trash", "{n} in the trash", counts["orphaned"]),
        ]
    else:
        parts += [
            _("{n} to repair").format(n=number(counts["repaired"])),
            _("{n} to the trash").format(n=number(counts["orphaned"])),
        ]
    parts.append(plural("{n} skipped", "{n} skipped", counts["skipped"]))
    if marked := review.marked_rows:
        parts.append(marked_text(len(marked), len(marked) - len(review.shown_of(marked))))
    return Content.styled(f"{' · '.join(parts)}   ({_(_ORDERS[review.order])})", MUTED)


def summary(review: Review, log: Path | None, width: int) -> Content:
    """Return what came of a review, and what to do next."""
    counts, refused = review.counts, review.refused
    kept, skipped, orphaned = counts["kept"], counts["skipped"], counts["orphaned"]
    done = [
        (ngettext("{n} repaired", "{n} repaired", counts["repaired"]), counts["repaired"]),
        (ngettext("{n} in the trash", "{n} in the trash", orphaned), orphaned),
        (ngettext("{n} right as it is", "{n} right as they are", kept), kept),
        (ngettext("{n} left for later", "{n} left for later", skipped), skipped),
        (ngettext("{n} of these refused", "{n} of these refused", refused), refused),
    ]
    is_changed = bool(counts["repaired"] or counts["orphaned"])
    said = [
        text.format(n=number(count)) for at, (text, count) in enumerate(done) if count or at < 2
    ]
    lines = [
        Content.styled(_("✓ Every link is decided"), "bold $text-success"),
        Content(", ".join(said)),
    ]
    if log is not None and (is_changed or counts["kept"]):
        label = _("Log")
        lines.append(labelled(label, printable(str(log)), len(label) + 2, width))
    if is_changed:
        lines.append(
            Content(_("Let your media centre scan its library again: it remembers the old links."))
        )
    hints = [
        hint("links.undo", _("takes the last decision back")),
        hint("links.search", _("searches anew")),
        Content.assemble(("↑ ↓ ", "bold $text-accent"), _("each link")),
    ]
    lines.append(Content(" · ").join(hints))
    return wrapped(lines, width)


def empty_state(work: Repairing) -> Content | None:
    """Return what there is to say where there is nothing to review, None where there is."""
    run, review = work.runner.run, work.review
    if work.problem:
        return Content.styled(f"✗ {printable(work.problem)}", "$text-error")
    if work.is_waiting and not len(review):
        return Content(_("What is broken is known once all files are."))
    away = _("A link to a disk that is away is not broken: connect it first.")
    if run is not None and (ended := ended_early(run, "links", away)) is not None:
        return ended
    if review.plan is None or len(review):
        return None
    if work.is_plan:
        return Content.styled(_("There is no link in this plan."), "bold")
    return _all_well(review.plan.counts)


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


def _all_well(counts: LinkCounts) -> Content:
    text = ngettext("{count} link, all well", "{count} links, all well", counts.links)
    if counts.unknown:
        text = ngettext("{count} link looked at", "{count} links looked at", counts.links)
    lines = [
        Content.styled(_("✓ No link is broken"), "bold $text-success"),
        Content(""),
        Content(text.format(count=number(counts.links))),
    ]
    rest = [
        (ngettext("{n} shows a folder", "{n} show folders", counts.folders), counts.folders),
        (
            ngettext(
                "{n} shows a file under no known root",
                "{n} show files under no known root",
                counts.outside,
            ),
            counts.outside,
        ),
        (
            ngettext("{n} leads through another link", "{n} lead through others", counts.chains),
            counts.chains,
        ),
    ]
    lines += [
        Content.styled("· " + text.format(n=number(count)), MUTED) for text, count in rest if count
    ]
    if counts.unknown:
        text = ngettext(
            "▲ {n} could not be judged: its disk does not answer",
            "▲ {n} could not be judged: their disks do not answer",
            counts.unknown,
        )
        lines.append(Content.styled(text.format(n=number(counts.unknown)), "$text-warning"))
    lines += [Content(""), hint("links.search", _("searches anew"))]
    return Content("\n").join(lines)


def message_list(errors: Sequence[ItemFailed], notices: Sequence[str], width: int) -> Content:
    """Return all that the search said beside the links, in ``width`` cells."""
    lines = [Content(f"· {printable(text)}") for text in notices]
    for one in errors:
        line = Content(because(one.path, one.reason))
        lines.append(line.stylize("bold", 0, len(printable(one.path))))
    return wrapped(lines, width)
