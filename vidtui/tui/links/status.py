"""How the search and the review of links stand: showable, in the language in force."""

from __future__ import annotations

from pathlib import Path

from textual.content import Content

from vidtui.i18n import N_, _, ngettext
from vidtui.jobs.links.model import LinkCounts
from vidtui.jobs.repair.run import STAGE_TITLES
from vidtui.text import printable
from vidtui.tui.bindings import hint
from vidtui.tui.formatting import MUTED, labelled, number, plural, wrapped
from vidtui.tui.links.model import Order, Review
from vidtui.tui.links.review_status import ended_early, going_on, marked_text, said_last
from vidtui.tui.links.session import Repairing

_ORDERS: dict[Order, str] = {
    "path": N_("by path"),
    "problem": N_("by problem"),
    "tier": N_("by proposal"),
}


def headline(work: Repairing, problem: str, width: int) -> Content:
    """Return in one line what is going on; ``problem`` is the last one that was met."""
    plan = _("Plan {path}: nothing is changed until it is applied")
    waiting = _("▲ An import is under way: links are searched for anew when it is over")
    parts = going_on(work, plan, waiting, STAGE_TITLES, width) or _counted(work, problem)
    return Content(" · ").join([*parts, *said_last(work, problem, "links")])


def _counted(work: Repairing, problem: str) -> list[Content]:
    review = work.review
    if review.plan is None or not len(review):
        return []
    text = ngettext("{count} link to review", "{count} links to review", len(review))
    parts = [Content.styled(text.format(count=number(len(review))), "bold")]
    if not (work.is_plan or problem):
        text = ngettext("{n} shows nothing", "{n} show nothing", review.broken)
        parts.append(Content(text.format(n=number(review.broken))))
    return parts


def progress(work: Repairing) -> Content:
    """Return how far the review is, and in which order its links are."""
    review, run = work.review, work.runner.run
    if run is not None and run.active:
        count = len(review)
        text = ngettext("{count} link to review so far", "{count} links to review so far", count)
        return Content.styled(text.format(count=number(count)), MUTED)
    counts = review.counts
    parts = [_("reviewed {n} of {m}").format(n=number(review.reviewed), m=number(len(review)))]
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
    parts += marked_text(review)
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
