"""``vidtui --batch repair-links``: prints what is broken, and a plan; changes nothing."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
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
    Problem,
    Proposal,
    Renamed,
    Tier,
    because,
    problem_name,
    problem_of,
    sentence,
    tier_name,
)
from vidtui.jobs.repair import accepting, plan_file
from vidtui.jobs.repair.accepting import Kind
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

    tiers: tuple[Kind, ...] = ()
    orphans: bool = False
    prefix_moved: bool = False

    def mark(self, plan: Plan) -> None:
        """Write the decisions into the plan."""
        accepting.accept(plan, self.tiers, prefix_moved=self.prefix_moved)
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
    unknown = (
        ["  " + _("could not be judged: {n}").format(n=counts.unknown)] if counts.unknown else []
    )
    if not plan.links:
        return [_("{links}, none is broken").format(links=links), *unknown]
    review = ngettext("{n} to review", "{n} to review", len(plan.links))
    problems = Counter(one.link.problem for one in plan.links)
    lines = [
        f"{links}, {review.format(n=len(plan.links))}",
        *(f"  {titled(problem_name(kind), str(count))}" for kind, count in problems.most_common()),
        *unknown,
    ]
    best = Counter(map(_tier, plan.links))
    lines.append(_("Best proposals:"))
    lines += [f"  {titled(tier_name(tier), str(best[tier]))}" for tier in TIERS if best[tier]]
    if best[None]:
        lines.append("  " + _("none: {n}").format(n=best[None]))
    decided = Counter(one.decision for one in plan.links)
    if decided.keys() & {"repair", "orphan"}:
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
    """Return the links that are alike, the most certain first; those that show a file apart."""
    alike: dict[Tier | Problem | None, list[Planned]] = defaultdict(list)
    for one in plan.links:
        problem = one.link.problem
        alike[problem if problem in SHOW_OTHERS else _tier(one)].append(one)
    heads: dict[Tier | Problem | None, str] = {
        **{tier: _("Best proposal: {tier}").format(tier=tier_name(tier)) for tier in TIERS},
        None: _("No proposal"),
        "wrong": _("Shows another film or episode than before"),
        "misnamed": _("Shows another film or episode than its name says"),
    }
    return ((head, alike[key]) for key, head in heads.items() if key in alike)


def _tier(planned: Planned) -> Tier | None:
    """Return what kind of evidence the best proposal of a link has."""
    best = planned.link.best
    return best.tier if best is not None else None


def _link(planned: Planned) -> list[str]:
    link = planned.link
    lines = [f"  {printable(link.place.absolute)}"]
    lines.append(f"    ✗ {printable(link.target)} ({problem_of(link)})")
    if link.showing is not None:
        lines.append("    " + _("it shows {path}").format(path=printable(link.showing.absolute)))
    best = link.best
    if best is not None:
        reasons = because(best)[: len(best.evidence)]
        lines.append(f"    → {printable(best.place.absolute)} ({'; '.join(reasons)})")
        if differs := difference(link.target, best.place.absolute):
            lines.append("      " + _("what differs: {what}").format(what=differs))
        lines += [f"      ! {sentence(caution)}" for caution in best.cautions]
        others = len(link.proposals) - 1
        if others:
            text = ngettext("{n} other proposal", "{n} other proposals", others)
            lines.append(f"      {text.format(n=others)}")
    lines += [f"    + {text}" for text in _with_it(link)]
    if planned.decision == "repair":
        lines.append("    " + _("marked: repair"))
    elif planned.decision == "orphan":
        lines.append("    " + _("marked: to the trash"))
    return lines


def _with_it(link: BrokenLink) -> list[str]:
    """Return what goes with a video, and what it would show with the best proposal."""
    texts = []
    for one in link.companions:
        text = printable(os.path.basename(one.link.place.path))
        if link.best is not None:
            file = one.goes_with(link.best)
            text = (
                f"{text} → {_beside(file, link.best)}"
                if file is not None
                else _("{name}: nothing there goes with it").format(name=text)
            )
        texts.append(text)
    return texts


def _beside(file: Proposal, video: Proposal) -> str:
    """Return the name of a file that lies beside a video, the whole path of another one."""
    folder, name = os.path.split(file.place.absolute)
    is_beside = folder == os.path.dirname(video.place.absolute)
    return printable(name if is_beside else file.place.absolute)


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
    best = IDENTITY.intersection(map(_tier, plan.links))
    accepted = "".join(f" --accept {tier}" for tier in TIERS if tier in best)
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
