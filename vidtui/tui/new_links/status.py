"""How the search for files without a link and their review stand, in the language in force."""

from __future__ import annotations

from pathlib import Path

from textual.content import Content

from vidtui.i18n import N_, _
from vidtui.jobs.link.model import Followed, LinkingCounts, LinkPlan
from vidtui.jobs.link.moves import nothing_astray
from vidtui.jobs.link.run import LINK_STAGES, LinkOptions
from vidtui.text import printable, shorten
from vidtui.tui.bindings import hint, key_of
from vidtui.tui.formatting import MUTED, labelled, number, plural, wrapped
from vidtui.tui.links.review_status import ended_early, going_on, marked_text, said_last
from vidtui.tui.new_links.model import Order, Review
from vidtui.tui.new_links.session import MakingLinks

_ORDERS: dict[Order, str] = {
    "path": N_("by file"),
    "link": N_("by link"),
    "title": N_("by title"),
}
_MOVE_ORDERS: dict[Order, str] = {
    "path": N_("by link"),
    "link": N_("by new place"),
    "title": N_("by title"),
}


def headline(work: MakingLinks, problem: str, width: int) -> Content:
    """Return in one line what is going on; ``problem`` is the last one that was met."""
    plan = _("Plan {path}: no link is made until it is applied")
    waiting = _("▲ An import is under way: files without a link are looked for when it is over")
    parts = going_on(work, plan, waiting, LINK_STAGES, width) or _counted(work.review)
    return Content(" · ").join([*parts, *said_last(work, problem, "new_links")])


def _counted(review: Review) -> list[Content]:
    plan = review.plan
    if plan is None:
        return []
    counts = plan.counts
    if plan.is_of_moves:
        return _counted_moves(counts)
    text = plural("{n} file without a link", "{n} files without a link", counts.unlinked)
    parts = [Content.styled(text, "bold")]
    if counts.placed:
        text = plural("{n} has its place", "{n} have their place", counts.placed)
        parts.append(Content(text))
    if counts.asked:
        text = plural("{n} has to be asked about", "{n} have to be asked about", counts.asked)
        parts.append(Content.styled(text, "$text-warning"))
    if counts.left_out:
        parts.append(
            Content.styled(plural("{n} gets none", "{n} get none", counts.left_out), MUTED)
        )
    return parts


def _counted_moves(counts: LinkingCounts) -> list[Content]:
    text = plural("{n} link belongs elsewhere", "{n} links belong elsewhere", counts.moves)
    parts = [Content.styled(text, "bold")]
    if counts.staying:
        parts.append(Content.styled(plural("{n} stays", "{n} stay", counts.staying), MUTED))
    if counts.undecided:
        text = plural("{n} cannot be judged", "{n} cannot be judged", counts.undecided)
        parts.append(Content.styled(text, "$text-warning"))
    return parts


def progress(work: MakingLinks) -> Content:
    """Return how far the review is, and in which order its files are."""
    review, run = work.review, work.runner.run
    if run is not None and run.active:
        return Content.styled(_("Nothing is changed by looking."), MUTED)
    counts = review.counts
    parts = [_("reviewed {n} of {m}").format(n=number(review.reviewed), m=number(len(review)))]
    if review.is_of_moves and work.is_plan:
        parts.append(_("{n} to move").format(n=number(counts["moved"])))
    elif review.is_of_moves:
        parts.append(plural("{n} moved", "{n} moved", counts["moved"]))
    elif work.is_plan:
        parts.append(_("{n} to link").format(n=number(counts["linked"])))
    else:
        parts.append(plural("{n} linked", "{n} linked", counts["linked"]))
    if counts["answered"]:
        said = plural("{n} answered", "{n} answered", counts["answered"])
        again = _("{key} finds where they go").format(key=key_of("new_links.search"))
        parts.append(said if work.is_plan else f"{said}: {again}")
    if counts["never"]:
        parts.append(plural("{n} never", "{n} never", counts["never"]))
    parts.append(plural("{n} skipped", "{n} skipped", counts["skipped"]))
    parts += marked_text(review)
    parts += _chosen(work)
    orders = _MOVE_ORDERS if review.is_of_moves else _ORDERS
    return Content.styled(f"{' · '.join(parts)}   ({_(orders[review.order])})", MUTED)


def _chosen(work: MakingLinks) -> list[str]:
    """Return what the search was asked for beside what it always looks for."""
    options = work.runner.options
    if options is None or work.is_plan:
        return []
    said = []
    if options.only is not None:
        said.append(_("only {what}").format(what=only_text(options, 24)))
    names = {
        "named": _("names that are certain"),
        "versions": _("further versions"),
        "extras": _("extras"),
    }
    said += ["+ " + text for name, text in names.items() if getattr(options, name)]
    if options.film or options.episode:
        said.append(printable(options.film or options.episode or ""))
    return said


def only_text(options: LinkOptions, width: int) -> str:
    """Return what alone was looked at, in ``width`` letters."""
    only = options.only
    if isinstance(only, frozenset):
        return _("what was marked")
    return shorten(printable(only or ""), width)


def layout_lines(layouts: tuple[Followed, ...]) -> list[str]:
    """Return what the links of each root follow, a line each."""
    lines = []
    for one in layouts:
        root, template = printable(one.root), printable(one.template)
        if one.is_by_hand or not one.of:
            lines.append(_("{root}: {template}").format(root=root, template=template))
            continue
        text = _("{root}: {follow} of {of} links follow {template}")
        follow, of = number(one.follow), number(one.of)
        lines.append(text.format(root=root, follow=follow, of=of, template=template))
    return lines


def summary(review: Review, log: Path | None, width: int) -> Content:
    """Return what came of a review, and what to do next."""
    counts, refused = review.counts, review.refused
    linked, answered, never = counts["linked"], counts["answered"], counts["never"]
    skipped, moved = counts["skipped"], counts["moved"]
    first = (plural("{n} linked", "{n} linked", linked), linked)
    if review.is_of_moves:
        first = (plural("{n} moved", "{n} moved", moved), moved)
    done = [
        first,
        (plural("{n} answered", "{n} answered", answered), answered),
        (plural("{n} never to be linked", "{n} never to be linked", never), never),
        (plural("{n} left for later", "{n} left for later", skipped), skipped),
        (plural("{n} of these refused", "{n} of these refused", refused), refused),
    ]
    said = [text for at, (text, count) in enumerate(done) if count or not at]
    lines = [
        Content.styled(
            _("✓ Every link is decided") if review.is_of_moves else _("✓ Every file is decided"),
            "bold $text-success",
        ),
        Content(", ".join(said)),
    ]
    if log is not None and (linked or moved or never or answered):
        label = _("Log")
        lines.append(labelled(label, printable(str(log)), len(label) + 2, width))
    if linked or moved:
        lines.append(Content(_("Let your media centre scan its library now.")))
    hints = [
        hint("new_links.undo", _("takes the last decision back")),
        hint("new_links.search", _("finds where answers lead") if answered else _("searches anew")),
        Content.assemble(("↑ ↓ ", "bold $text-accent"), _("each file")),
    ]
    lines.append(Content(" · ").join(hints))
    return wrapped(lines, width)


def empty_state(work: MakingLinks) -> Content | None:
    """Return what there is to say where there is nothing to review, None where there is."""
    run, review = work.runner.run, work.review
    if work.problem:
        return Content.styled(f"✗ {printable(work.problem)}", "$text-error")
    if work.is_waiting and not len(review):
        return Content(_("Which files have no link is known once all files are."))
    away = _("Where a disk is away, nobody can say what its links show: connect it first.")
    if run is not None and (ended := ended_early(run, "new_links", away)) is not None:
        return ended
    plan = review.plan
    if plan is None or len(review) or plan.omitted or plan.staying:
        return None
    if work.is_plan and plan.is_of_moves:
        return Content.styled(_("There is no link in this plan."), "bold")
    if work.is_plan:
        return Content.styled(_("There is no file in this plan."), "bold")
    lines = [
        *(_all_follow(plan) if plan.is_of_moves else [_all_linked()]),
        Content(""),
        *(Content.styled(line, MUTED) for line in layout_lines(plan.layouts)),
        hint("new_links.search", _("searches anew")),
    ]
    return Content("\n").join(lines)


def _all_linked() -> Content:
    text = _("✓ Every file has a link, or is none that gets one")
    return Content.styled(text, "bold $text-success")


def _all_follow(plan: LinkPlan) -> list[Content]:
    """Return that no link has to move; of how many that cannot be said."""
    count = plan.counts.undecided
    if not count:
        text = nothing_astray(plan.counts.judged)
        if not plan.counts.judged:
            return [Content.styled(text, "$text-warning")]
        return [Content.styled(f"✓ {text}", "bold $text-success")]
    text = plural(
        "{n} link cannot be judged: the layout does not say for certain where it belongs",
        "{n} links cannot be judged: the layout does not say for certain where they belong",
        count,
    )
    return [Content(_("No other link has to move.")), Content.styled(text, "$text-warning")]
