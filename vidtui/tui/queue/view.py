"""The texts of the Queue screen: showable, in the language in force."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain, repeat
from typing import Any

from textual.content import Content

from vidtui.catalogue.group_details import Choice, Details
from vidtui.catalogue.lock import Holder
from vidtui.catalogue.queue import Row
from vidtui.errors import Exit
from vidtui.i18n import N_, _, decimal, ngettext
from vidtui.jobs.base import clock_text
from vidtui.jobs.enrich.run import EnrichCounts, EnrichRun, summary
from vidtui.matching.evidence import evidence
from vidtui.matching.reasons import sentence
from vidtui.text import printable
from vidtui.tui.bindings import hint, key_of
from vidtui.tui.formatting import (
    MUTED,
    Labelled,
    cells,
    dated,
    group_state,
    number,
    one_kind,
    table,
    until,
    widest_state,
)
from vidtui.tui.pending.view import (
    chosen,
    decided_by,
    facts,
    file_lines,
    joined,
    name_says,
    strangers,
)
from vidtui.tui.queue.model import FILTERS, Filter, QueueContext, QueueList
from vidtui.tui.widgets import bar

KIND, TRIES, NEXT = 5, 6, 7  # cells of these columns
METER = 12  # cells of the meter's bar
_FILTER_NAMES: dict[Filter, str] = {
    "all": N_("all"),
    "queued": N_("to do"),
    "failed": N_("failed"),
    "pending": N_("to decide"),
    "done": N_("done"),
}


def status(run: EnrichRun | None, context: QueueContext, queued: int, width: int) -> Content:
    """Return how it stands: a headline, the bar, the counts, and the meter of the requests."""
    lines = [headline(run, context, queued)]
    if run is not None and run.started is not None:
        lines += [_bar(run, width), _counts(run.counts, width)]
    lines.append(_meter(run, context, width))
    return Content("\n").join(line.truncate(width, ellipsis=True) for line in lines)


def headline(run: EnrichRun | None, context: QueueContext, queued: int) -> Content:
    """Return in one line what is going on, and the key that changes it."""
    if run is not None and run.active:
        return _under_way(run)
    if context.writer is not None:
        return Content.styled(_other(context.writer), "bold $text-accent")
    if context.token_problem is not None:
        return Content.styled(f"✗ {printable(context.token_problem)}", "bold $text-error")
    if run is None:
        return _ready(queued)
    if run.exit is Exit.LOCKED:
        if run.started is None or not queued:
            return _ready(queued)  # who held the lock is gone
        before = _("▲ Stopped, as another process was writing: ")
        return _with_key(before, _("goes on; what is done is kept"), "$text-warning")
    return _ended(run)


def _under_way(run: EnrichRun) -> Content:
    if run.phase == "stopping":
        return Content.styled(_("… Stopping"), "bold $text-warning")
    if run.started is None:
        return Content.styled(_("▸ Asking TMDB"), "bold")
    announced = _("about {requests} requests, {time} at the set pace").format(
        requests=number(run.started.requests), time=clock_text(run.started.seconds)
    )
    return Content.assemble((_("▸ Asking TMDB"), "bold"), (f" · {announced}", MUTED))


def _ended(run: EnrichRun) -> Content:
    if run.phase == "cancelled":
        return _with_key(_("■ Paused: "), _("goes on; what is done is kept"), "$text-warning")
    if run.phase == "failed":
        return Content.styled(f"✗ {printable(run.failure or '')}", "bold $text-error")
    if run.phase == "denied":
        return Content.styled(_("✗ TMDB refuses the token"), "bold $text-error")
    if run.phase == "outage":
        return Content.styled(_("▲ TMDB does not answer"), "bold $text-warning")
    done = _("Done: {what}").format(what=_sum(run))
    if run.counts.failed:
        return Content.styled(f"▲ {done}", "bold $text-warning")
    return Content.styled(f"✓ {done}", "bold $text-success")


def _ready(queued: int) -> Content:
    if not queued:
        return Content.styled(_("✓ Nothing is queued"), "bold $text-success")
    text = ngettext(
        "asks TMDB about {count} film or series",
        "asks TMDB about {count} films and series",
        queued,
    )
    return _with_key(_("Ready: "), text.format(count=number(queued)), "")


def _with_key(before: str, after: str, colour: str) -> Content:
    return Content.assemble((before, f"bold {colour}".strip()), hint("queue.start", after))


def _sum(run: EnrichRun) -> str:
    text, strays = summary(run.counts, number), run.counts.strays
    return f"{text}, {number(strays)} " + _("without a known episode") if strays else text


def _other(writer: Holder) -> str:
    since = time.strftime("%H:%M", time.localtime(writer.since))
    if writer.purpose == "enrich":
        return _("◆ Another vidtui is enriching (process {pid}, since {since})").format(
            pid=writer.pid, since=since
        )
    return _("◆ Another vidtui is writing: {purpose} (process {pid}, since {since})").format(
        purpose=printable(writer.purpose), pid=writer.pid, since=since
    )


def _bar(run: EnrichRun, width: int) -> Content:
    figures = f"  {int(run.share * 100):3d} %  {number(run.done)} / {number(run.total)}"
    left = run.remaining_s
    if run.active and left is not None:
        figures += " · " + _("about {time} left").format(time=clock_text(left))
    elif not run.active:
        figures += " · " + _("took {time}").format(time=clock_text(run.elapsed_s))
    colour = "$primary" if run.active else "$success" if run.phase == "finished" else "$warning"
    return Content.assemble(
        bar(run.share, max(10, width - len(figures)), full=colour), (figures, "bold")
    )


def _counts(held: EnrichCounts, width: int) -> Content:
    parts = [
        (ngettext("{n} identified", "{n} identified", held.enriched), held.enriched),
        (ngettext("{n} to decide", "{n} to decide", held.pending), held.pending),
        (ngettext("{n} failed", "{n} failed", held.failed), held.failed),
        (ngettext("{n} request", "{n} requests", held.requests), held.requests),
    ]
    texts = [text.format(n=number(count)) for text, count in parts]
    asked = held.asked_films + held.asked_series
    if asked:
        each = decimal((held.film_requests + held.series_requests) / asked)
        texts[-1] += " " + _("({n} each)").format(n=each)
    return Content.styled(cells(" · ".join(texts), width).rstrip(), MUTED)


def _meter(run: EnrichRun | None, context: QueueContext, width: int) -> Content:
    sent, most = context.sent
    figures = ngettext(
        "{sent} of {most} requests in the last 10 s",
        "{sent} of {most} requests in the last 10 s",
        sent,
    ).format(sent=number(sent), most=number(most))
    line = Content.assemble(
        bar(sent / most if most else 0.0, METER, full="$accent"), "  ", (figures, MUTED)
    )
    if run is None or not run.current:
        return line
    now = " · ".join(printable(title) for title in run.current)
    return Content.assemble(line, (_("   now: "), MUTED), now).truncate(width, ellipsis=True)


def notice(run: EnrichRun | None, context: QueueContext, token_place: str) -> Content | None:
    """Return what keeps TMDB from being asked and what to do about it, None when nothing does."""
    how = _(
        "Make an API Read Access Token at themoviedb.org/settings/api and put it in the file "
        "{file} (chmod 600) or in VIDTUI_TMDB_TOKEN; then press {start}."
    ).format(file=printable(token_place), start=key_of("queue.start"))
    if run is not None and run.active:
        return None
    if context.token_problem is not None:
        return Content(how)
    if run is None or run.failure is None:
        return None
    if run.phase == "denied":
        return Content.assemble((printable(run.failure), "bold"), "\n", how)
    if run.phase == "outage":
        back = ngettext(
            "{n} that got no answer is queued as before; press {start} to go on.",
            "{n} that got no answer are queued as before; press {start} to go on.",
            run.counts.put_back,
        ).format(n=number(run.counts.put_back), start=key_of("queue.start"))
        return Content.assemble((printable(run.failure), "bold"), "\n", back)
    return None


def filters(rows: QueueList, width: int) -> Content:
    """Return the filters with their counts; brackets mark the one in force."""
    parts = []
    for name in FILTERS:
        text = f"{_(_FILTER_NAMES[name])} {number(rows.counts[name])}"
        is_chosen = name == rows.filter
        parts.append(
            Content.styled(f"[{text}]", "bold $text-accent")
            if is_chosen
            else Content.styled(f" {text} ", MUTED)
        )
    return Content(" ").join(parts).truncate(width, ellipsis=True)


def columns(width: int, *, has_tries: bool = True) -> tuple[int, int, int]:
    """Return the cells for the state, the title and the outcome."""
    first = widest_state()
    room = max(16, width - first - KIND - 3 - (TRIES + NEXT + 2 if has_tries else 0))
    title = max(8, room * 58 // 100)
    return first, title, room - title


def heading(width: int, *, has_tries: bool = True) -> str:
    """Return the names of the columns; those of tries only where there were some."""
    state, title, outcome = columns(width, has_tries=has_tries)
    names = [cells(_("State"), state), cells(_("Kind"), KIND), cells(_("Title"), title)]
    if has_tries:
        names += [cells(_("Tries"), TRIES, right=True), cells(_("Due in"), NEXT)]
    return " ".join([*names, cells(_("Answer or reason"), outcome)])


def line(
    row: Row,
    now: float,
    asking: Collection[str],
    width: int,
    *,
    is_joined: bool = False,
    has_tries: bool = True,
) -> Content:
    """Return a group as one line; one that ``is_joined`` is the same work as the one above."""
    first, title, rest = columns(width, has_tries=has_tries)
    shown = "asking" if row.state == "queued" and row.title in asking else row.state
    word, style = group_state(shown)
    following = until(row.next_try - now) if row.state == "failed" and row.next_try else ""
    return Content.assemble(
        (cells(word, first), style),
        " ",
        (cells(one_kind(row.kind), KIND), MUTED),
        " ",
        cells(("└ " if is_joined else "") + dated(row.title, row.year), title),
        _tried(row, following) if has_tries else "",
        " ",
        (
            cells(_("the same") if is_joined else _result(row), rest),
            "$text-error" if row.state == "failed" else MUTED,
        ),
    )


def _tried(row: Row, following: str) -> str:
    tries = number(row.attempts) if row.attempts else ""
    return f" {cells(tries, TRIES, right=True)} {cells(following, NEXT)}"


def _result(row: Row) -> str:
    if row.answer is not None and row.state in ("enriched", "queued"):
        return "→ " + dated(row.answer, row.answer_year)
    if not row.error or row.state not in ("failed", "pending"):
        return ""
    return sentence(row.error) if row.state == "pending" else printable(row.error)


STRANGERS = 12  # the most episodes that are listed by name


def details(held: Details, now: float, width: int) -> Content:
    """Return all of it, in ``width`` cells: what needs an eye first, the files last."""
    word, style = group_state(held.state)
    head = Content.assemble(
        (dated(held.title, held.year), "bold"), (f"  {one_kind(held.kind)}  ", MUTED), (word, style)
    )
    rows: list[Labelled] = []
    if held.error and held.state == "failed":
        rows.append((_("Error"), Content.styled(printable(held.error), "$text-error")))
    elif held.error and held.state == "pending":
        rows.append((_("Reason"), sentence(held.error)))
    if held.attempts:
        rows.append((_("Tried"), _tries(held, now)))
    one = chosen(held)
    if one is not None and held.state in ("enriched", "queued"):
        rows += _answer(one, held)
    elif held.choices:
        rows += _under(_("May be"), map(_may_be, _best(held)))
    rows.append((_("Name says"), name_says(held)))
    rows += _under(_("Files"), file_lines(held, max(10, width - 12)))
    if len(held.files) > 1:
        rows.append(("", hint("queue.files", _("lists all of them"))))
    return Content("\n").join([head, table(rows, width)])


def _under(label: str, lines: Iterable[str | Content]) -> Iterator[Labelled]:
    """Yield lines as rows, of which the first has the label."""
    return zip(chain([label], repeat("")), lines, strict=False)


def _tries(held: Details, now: float) -> str:
    text = ngettext("{count} time", "{count} times", held.attempts)
    following = ""
    if held.state == "failed" and held.next_try:
        following = (
            _("next try in {time}").format(time=until(held.next_try - now))
            if held.next_try > now
            else _("next try: the next run")
        )
    return joined((text.format(count=number(held.attempts)), following))


def _best(held: Details) -> list[Choice]:
    return [choice for choice in held.choices if not choice.rejected][:3]


def _may_be(choice: Choice) -> str:
    return f"{decimal(choice.score)}  {dated(choice.work.title, choice.work.year)}"


def _answer(one: Choice, held: Details) -> list[Labelled]:
    work = one.work
    original = printable(work.original_title) if work.original_title != work.title else ""
    rows: list[Labelled] = [
        (_("Answer"), Content.assemble((dated(work.title, work.year), "bold"))),
        ("", Content.styled(joined((original, facts(work, held.files))), MUTED)),
    ]
    unknown = strangers(held.files) if held.state == "enriched" else []
    if unknown:
        rows.append((_("Episodes"), Content.styled(_unknown(unknown), "$text-warning")))
    rows.append((_("Score"), joined((decimal(one.score), decided_by(one)))))
    rows += [("", text) for text in evidence(one.parts)]
    ids = _ids(held.answer or {})
    if ids:
        rows.append((_("Ids"), ids))
    overview = _text((held.answer or {}).get("overview")) or work.overview
    if overview:
        rows.append((_("Overview"), printable(overview)))
    return rows


def _unknown(names: list[str]) -> str:
    more = f" … +{number(len(names) - STRANGERS)}" if len(names) > STRANGERS else ""
    return _("{episodes}: not in TMDB").format(episodes=", ".join(names[:STRANGERS]) + more)


def _ids(answer: Mapping[str, Any]) -> str:
    ids = answer.get("ids") or {}
    return joined(
        f"{printable(str(name)).upper()} {printable(str(value))}" for name, value in ids.items()
    )


def _text(value: object) -> str:
    """Return the text of what is stored as text and language."""
    return str(value[0]) if isinstance(value, list | tuple) and value else ""
