"""``vidtui --batch repair-links``: prints what is broken, and a plan; changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from vidtui.batch.output import (
    Output,
    Report,
    documents,
    progress_line,
    refused_lines,
    run_job,
    value_document,
)
from vidtui.i18n import _, ngettext, plural, titled
from vidtui.jobs.base import Progress, Refused
from vidtui.jobs.links.model import (
    IDENTITY,
    SHOW_OTHERS,
    TIERS,
    BrokenLink,
    ForeignView,
    Plan,
    Planned,
    Proposal,
    Renamed,
    Tier,
    because,
    problem_name,
    problem_of,
    sentence,
    tier_name,
)
from vidtui.jobs.repair import plan_file
from vidtui.jobs.repair.find import FindJob
from vidtui.jobs.repair.plan_file import is_explained
from vidtui.jobs.repair.run import STAGES, FindOptions, FindRun, broken_text
from vidtui.jobs.suggest import Commands, line, quoted
from vidtui.jobs.wording import beside, difference, read_documents, read_lines
from vidtui.oserrors import about
from vidtui.settings.model import Settings
from vidtui.text import json_path, printable


@dataclass(frozen=True, slots=True)
class Marking:
    """What the flags decide in the plan."""

    tiers: tuple[Tier, ...] = ()
    orphans: bool = False
    prefix_moved: bool = False

    def mark(self, plan: Plan) -> None:
        """Write the decisions into the plan."""
        plan_file.accept(plan, self.tiers, prefix_moved=self.prefix_moved)
        if self.orphans:
            plan_file.trash_orphans(plan, prefix_moved=self.prefix_moved)


def run_find(
    settings: Settings, options: FindOptions, marking: Marking, output: Output, *, show_all: bool
) -> FindRun:
    """Find what is broken, print the plan and return the run.

    Raises:
        VidtuiError: it could not begin, or the catalogue failed.
    """
    run = FindRun()

    def line(event: Any) -> str:
        if not isinstance(event, Progress):
            return ""
        return progress_line(run, _(STAGES[run.stage]), broken_text(run.counts.broken))

    def report() -> Report:
        if run.plan is not None:
            marking.mark(run.plan)
        return _document(run, settings), _text(run, settings, marking, show_all=show_all)

    return run_job(partial(FindJob, settings, options), run, output, line, report)


def _document(run: FindRun, settings: Settings) -> dict[str, Any]:
    return {
        **({"plan": None} if run.plan is None else plan_file.document(run.plan)),
        "command": "repair-links",
        "cancelled": run.phase == "cancelled",
        "seconds": round(run.elapsed_s, 3),
        "errors": documents(run.errors),
        "refused": documents(run.refused),
        "notices": run.notices,
        "read": read_documents(run.read),
        "trash": [
            {
                **json_path(root.path, "links"),
                **json_path(settings.trash_of(root.path), "trash"),
            }
            for root in settings.of("links")
        ],
    }


def _text(run: FindRun, settings: Settings, marking: Marking, *, show_all: bool) -> str:
    lines = []
    if run.started is not None:
        lines.append(_("Catalogue: {path}").format(path=printable(str(run.started.catalogue))))
    if run.phase == "cancelled":
        lines.append(_("Interrupted; nothing was changed."))
    lines += [f"! {notice}" for notice in run.notices]
    lines += refused_lines(run.refused, partial(ways_on, Commands(settings)))
    if run.errors:
        lines.append(_("Errors:"))
        lines += ["  " + about(error.path, error.reason) for error in run.errors]
    if run.plan is not None:
        moved = marking.prefix_moved
        lines += plan_text(run.plan, settings, show_all=show_all, prefix_moved=moved)
    lines += read_lines(run.read)
    return "\n".join(lines)


def ways_on(commands: Commands, refused: Refused) -> list[str]:
    """Return the way on after a refusal, if there is one."""
    if refused.remedy == "accept-loss":
        return [_("  If this is right: add --accept-loss")]
    if refused.remedy == "confirm-root":
        command = commands.vidtui("roots", "confirm", refused.path)
        return [_("  If it is the right disk: {command}").format(command=command)]
    return []


SECTION = 20  # links shown of each kind unless all are asked for


def plan_text(plan: Plan, settings: Settings, *, show_all: bool, prefix_moved: bool) -> list[str]:
    """Return the lines about a plan."""
    lines = _summary(plan)
    lines += _groups(plan.groups, show_all)
    if plan.view is not None and not prefix_moved:
        lines += view_question(plan.view, settings)
    for title, planned in _sections(plan):
        lines += ["", f"{title} ({len(planned)})"]
        shown = planned if show_all else planned[:SECTION]
        for one in shown:
            lines += _link(one)
        lines += _more(len(planned) - len(shown))
    lines += [""] if plan.links else []
    lines += [
        _("trash of {links}: {trash}").format(
            links=printable(root.path), trash=printable(settings.trash_of(root.path))
        )
        for root in settings.of("links")
    ]
    return lines + (_ways_on(plan) if plan.links else [])


def view_question(view: ForeignView, settings: Settings) -> list[str]:
    """Return what to ask before anything is repaired: is it another machine's view?"""
    written, here = printable(view.written), printable(view.here)
    option = quoted(view.written + b"=" + view.here)
    return [
        "",
        _(
            "! {links} of {broken} broken links begin with {written}, which is not on this "
            "machine; their files lie below {here}."
        ).format(links=view.links, broken=view.broken, written=written, here=here),
        _("  If another machine sees them so, no link is broken. Add this to {file}:").format(
            file=printable(str(settings.config_file))
        ),
        "    [[path_map]]",
        f"    written = {_toml(view.written)}",
        f"    here = {_toml(view.here)}",
        _("  or try it first: {command}").format(
            command=line("vidtui --batch --path-map", option, "repair-links")
        ),
        _("  If the files have moved instead: add --prefix-moved"),
    ]


def _summary(plan: Plan) -> list[str]:
    counts = plan.counts
    links = plural("{n} link", "{n} links", counts.links)
    if not plan.links:
        lines = [_("{links}, none is broken").format(links=links)]
    else:
        review = ngettext("{n} to review", "{n} to review", len(plan.links))
        lines = [f"{links}, {review.format(n=len(plan.links))}"]
    problems = Counter(one.link.problem for one in plan.links)
    lines += [
        f"  {titled(problem_name(problem), str(count))}"
        for problem, count in problems.most_common()
    ]
    if counts.unknown:
        lines.append("  " + _("could not be judged: {n}").format(n=counts.unknown))
    if not plan.links:
        return lines
    best = Counter(one.link.proposals[0].tier for one in plan.links if one.link.proposals)
    lines.append(_("Best proposals:"))
    lines += [f"  {titled(tier_name(tier), str(best[tier]))}" for tier in TIERS if best[tier]]
    without = len(plan.links) - best.total()
    if without:
        lines.append("  " + _("none: {n}").format(n=without))
    decided = Counter(one.decision for one in plan.links)
    if decided["repair"] or decided["orphan"]:
        marked = _("Marked: {repair} to repair, {orphan} for the trash")
        lines.append(marked.format(repair=decided["repair"], orphan=decided["orphan"]))
    return lines


def _groups(groups: Sequence[Renamed], show_all: bool) -> list[str]:
    if not groups:
        return []
    lines = ["", _("It seems that these folders were renamed or moved:")]
    shown = groups if show_all else groups[:SECTION]
    for group in shown:
        count = len(group.links)
        links = plural("{n} link", "{n} links", count)
        differs = beside(group.old, group.new)
        lines.append(f"  {printable(group.old)} → {printable(group.new)} ({links}){differs}")
    return lines + _more(len(groups) - len(shown))


def _sections(plan: Plan) -> Iterator[tuple[str, list[Planned]]]:
    """Yield the links that are alike, the most certain first; those that show a file apart."""
    broken = [one for one in plan.links if one.link.problem not in SHOW_OTHERS]
    for tier in TIERS:
        alike = [one for one in broken if one.link.proposals[:1] and _best(one.link).tier == tier]
        if alike:
            yield _("Best proposal: {tier}").format(tier=tier_name(tier)), alike
    without = [one for one in broken if not one.link.proposals]
    if without:
        yield _("No proposal"), without
    wrong = [one for one in plan.links if one.link.problem == "wrong"]
    if wrong:
        yield _("Shows another film or episode than before"), wrong
    misnamed = [one for one in plan.links if one.link.problem == "misnamed"]
    if misnamed:
        yield _("Shows another film or episode than its name says"), misnamed


def _best(link: BrokenLink) -> Proposal:
    return link.proposals[0]


def _link(planned: Planned) -> list[str]:
    link = planned.link
    lines = [f"  {printable(link.place.absolute)}"]
    lines.append(f"    ✗ {printable(link.target)} ({problem_of(link)})")
    if link.showing is not None:
        lines.append("    " + _("it shows {path}").format(path=printable(link.showing.absolute)))
    if link.proposals:
        best = _best(link)
        reasons = because(best)[: len(best.evidence)]
        lines.append(f"    → {printable(best.place.absolute)} ({'; '.join(reasons)})")
        if differs := difference(link.target, best.place.absolute):
            lines.append("      " + _("what differs: {what}").format(what=differs))
        lines += [f"      ! {sentence(caution)}" for caution in best.cautions]
        others = len(link.proposals) - 1
        if others:
            text = ngettext("{n} other proposal", "{n} other proposals", others)
            lines.append(f"      {text.format(n=others)}")
    if planned.decision == "repair":
        lines.append("    " + _("marked: repair"))
    elif planned.decision == "orphan":
        lines.append("    " + _("marked: to the trash"))
    return lines


def _more(count: int) -> list[str]:
    if count <= 0:
        return []
    text = ngettext(
        "… and {n} more; see all with --all", "… and {n} more; see all with --all", count
    )
    return [f"  {text.format(n=count)}"]


def _ways_on(plan: Plan) -> list[str]:
    """Return how to act on a plan; nothing but a person can where all may be right as it is."""
    lines = [_("Nothing was changed. One by one, on the screen: vidtui repair-links")]
    if all(is_explained(one.link, plan.view) for one in plan.links):
        return lines
    best = {one.link.proposals[0].tier for one in plan.links if one.link.proposals}
    accepted = "".join(f" --accept {tier}" for tier in TIERS if tier in best & IDENTITY)
    command = f"vidtui --batch repair-links{accepted} --json > plan.json"
    return [
        *lines,
        _("By a plan that you can look through and change: {command}").format(command=command),
        _("then: {command}").format(command="vidtui --batch repair-links --apply plan.json"),
    ]


def _toml(path: bytes) -> str:
    """Return a path as TOML holds it; bytes that are no UTF-8 it cannot hold."""
    text = path.decode("utf-8", "replace").replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in text) + '"'


@value_document.register
def _link_json(link: BrokenLink) -> dict[str, Any]:
    return {**json_path(link.place.absolute), "problem": link.problem}
