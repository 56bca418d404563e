"""How the check stands, in two lines; what there is instead of a tree where there is none."""

from __future__ import annotations

from textual.content import Content

from vidtui.i18n import N_, _, ngettext, size
from vidtui.jobs.check.events import CheckStage
from vidtui.jobs.check.findings import ISSUES, CheckCounts, Verified
from vidtui.jobs.meter import clock_text
from vidtui.text import shorten, show
from vidtui.tui.check_run import CheckRun
from vidtui.tui.checking import Checking
from vidtui.tui.kept_checks import Checked
from vidtui.tui.words import age, is_gone, is_new, number

MUTED = "$foreground 60%"
_STAGES: dict[CheckStage, str] = {
    "storage": N_("Looking at the storage"),
    "links": N_("Looking at the links"),
    "catalogue": N_("Asking the catalogue"),
    "hashes": N_("Reading whole files"),
}


def problems(count: int) -> str:
    """Return how many problems there are."""
    return ngettext("{n} problem", "{n} problems", count).format(n=number(count))


def headline(work: Checking, now: float) -> Content:
    """Return in one line what is going on, or what came of the last check."""
    run = work.runner.run
    if run is not None and run.active:
        return _running(run)
    if work.problem:
        return Content.styled(f"✗ {show(work.problem)}", "$text-error")
    if run is not None and run.failure is not None:
        return Content.styled(f"✗ {show(run.failure)}", "bold $text-error")
    if work.saving:
        return Content.styled(_("… Keeping the report"), "bold $text-warning")
    counts = _counts(work)
    if counts is None:
        return Content("")
    issues, style = problems(counts.issues), "bold $text-warning"
    if work.is_part:
        text = _("■ Stopped: this is a part only: {problems}").format(problems=issues)
    elif counts.issues:
        text = f"▲ {issues}"
    elif work.tree.away:
        text = _("▲ Nothing is wrong where it could be looked")
    else:
        text, style = _("✓ Nothing is wrong"), "bold $text-success"
    parts = [Content.styled(text, style)]
    if work.shown is not None:
        parts += _changes(work.shown)
        when = _("checked {age}").format(age=age(now - work.shown.report.created))
        parts.append(Content.styled(when, MUTED))
    return Content(" · ").join(parts)


def _changes(checked: Checked) -> list[Content]:
    parts, gone = [], sum(one.kind in ISSUES for one in checked.changes.gone)
    if checked.new_issues:
        parts.append(Content.styled(is_new(checked.new_issues), "bold $text-warning"))
    if gone:
        parts.append(Content.styled(is_gone(gone), "$text-success"))
    return parts


def _counts(work: Checking) -> CheckCounts | None:
    run = work.runner.run
    if work.shown is not None:
        return work.shown.report.counts
    return run.counts if run is not None and run.has_begun else None


def _running(run: CheckRun) -> Content:
    if run.phase == "stopping":
        return Content.styled(_("… Stopping"), "bold $text-warning")
    in_bytes = run.stage == "hashes"
    text = size if in_bytes else number
    figures = [f"{int(run.share * 100)} %", text(run.done)]
    if run.total is not None:
        figures[1] += f" / {text(run.total)}"
    if run.rate is not None:
        figures.append(_("{count}/s").format(count=size(round(run.rate))))
    if run.remaining_s is not None:
        figures.append(_("{time} left").format(time=clock_text(run.remaining_s)))
    return Content.assemble(("▸ " + _(_STAGES[run.stage]), "bold"), f" · {' · '.join(figures)}")


def second_line(work: Checking, width: int, *, imports: bool) -> Content:
    """Return what was looked at, what is shown of it, and what makes it doubtful."""
    run = work.runner.run
    parts: list[Content] = []
    if imports:
        text = _("▲ An import is under way: this may be out of date at once")
        parts.append(Content.styled(text, "$text-warning"))
    if work.tree.only_changes:
        parts.append(Content.styled(_("only what changed"), "bold $text-accent"))
    if run is not None and run.active:
        found = problems(run.counts.issues)
        parts.append(Content.styled(found, "bold $text-warning" if run.counts.issues else MUTED))
        room = width - Content(" · ").join(parts).cell_length - 3
        if run.folder and room > 8:
            parts.append(Content.styled(shorten(show(run.folder), room), MUTED))
    elif (counts := _counts(work)) is not None:
        parts += [Content.styled(text, MUTED) for text in _looked_at(work, counts)]
    return Content(" · ").join(parts).truncate(width, ellipsis=True)


def _looked_at(work: Checking, counts: CheckCounts) -> list[str]:
    texts = [
        ngettext("{count} file", "{count} files", counts.files).format(count=number(counts.files)),
        ngettext("{count} link", "{count} links", counts.links).format(count=number(counts.links)),
    ]
    verified = work.shown.report.verified if work.shown else None
    if verified is not None:
        texts += _verified(verified)
    if work.notices:
        count = len(work.notices)
        text = ngettext("{count} message (n)", "{count} messages (n)", count)
        texts.append(text.format(count=number(count)))
    return texts


def _verified(one: Verified) -> list[str]:
    read = one.recorded + one.same + one.changed + one.silent
    texts = [
        ngettext("{n} read whole", "{n} read whole", read).format(n=number(read)),
    ]
    if one.left:
        texts.append(ngettext("{n} left", "{n} left", one.left).format(n=number(one.left)))
    if one.recorded:
        text = ngettext("{n} for the first time", "{n} for the first time", one.recorded)
        texts.append(text.format(n=number(one.recorded)))
    return texts


def instead(work: Checking) -> Content | None:
    """Return what there is to say where the tree holds nothing, None where it does."""
    run, tree = work.runner.run, work.tree
    if tree.lines or tree.is_filtered or (run is not None and run.active):
        return None
    if work.saving or not work.loaded:
        return Content.styled(_("…"), MUTED)
    begin = Content.assemble(
        ("f", "bold $text-accent"),
        " ",
        _("finds out whether disk, catalogue and links agree; nothing is changed"),
        "\n",
        ("v", "bold $text-accent"),
        " ",
        _("reads every file whole, too: is every byte the same?"),
    )
    if work.problem or _counts(work) is None:
        heading = Content.styled(_("No check yet"), "bold")
    elif work.is_part:
        heading = Content.styled(_("■ Nothing was found before it was stopped"), "bold")
    else:
        heading = Content.styled(_("✓ Disk, catalogue and links agree"), "bold $text-success")
    return Content("\n\n").join([heading, begin])
