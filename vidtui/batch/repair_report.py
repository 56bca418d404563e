"""A plan for people: what is broken, what each link may be repaired to, how to go on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from vidtui.i18n import _, ngettext, titled
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
    because,
    problem_name,
    problem_of,
    sentence,
    tier_name,
)
from vidtui.jobs.repair.plan_file import is_explained
from vidtui.jobs.suggest import line, quoted
from vidtui.jobs.wording import beside, difference
from vidtui.settings.model import Settings
from vidtui.text import printable

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
    links = ngettext("{n} link", "{n} links", counts.links).format(n=counts.links)
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
        links = ngettext("{n} link", "{n} links", count).format(n=count)
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
