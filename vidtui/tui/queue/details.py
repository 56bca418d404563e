"""All there is to see of one group on the Queue screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual.content import Content

from vidtui.catalogue.group_details import Choice, Details
from vidtui.i18n import N_, _, decimal, ngettext
from vidtui.matching.evidence import evidence
from vidtui.matching.reasons import sentence
from vidtui.text import printable
from vidtui.tui.formatting import dated, group_state, labelled, number, one_kind, until
from vidtui.tui.pending.view import MUTED, chosen, facts, file_lines, joined, name_says, strangers

STRANGERS = 12  # the most episodes that are listed by name
_DECIDERS = {
    "id": N_("taken by its id"),
    "rule": N_("taken by the rules"),
    "person": N_("taken by you"),
}


def details(held: Details, now: float, width: int) -> Content:
    """Return all of it, in ``width`` cells: what needs an eye first, the files last."""
    word, style = group_state(held.state)
    head = Content.assemble(
        (dated(held.title, held.year), "bold"), (f"  {one_kind(held.kind)}  ", MUTED), (word, style)
    )
    rows: list[tuple[str, Content | str]] = []
    if held.error and held.state in ("failed", "pending"):
        label = _("Error") if held.state == "failed" else _("Reason")
        text = sentence(held.error) if held.state == "pending" else printable(held.error)
        rows.append((label, Content.styled(text, "$text-error" if held.state == "failed" else "")))
    if held.attempts:
        rows.append((_("Tried"), _tries(held, now)))
    one = chosen(held)
    if one is not None and held.state in ("enriched", "queued"):
        rows += _answer(one, held)
    elif held.choices:
        rows += [
            ("" if at else _("May be"), _may_be(choice)) for at, choice in enumerate(_best(held))
        ]
    rows.append((_("Name says"), name_says(held)))
    files = file_lines(held, max(10, width - 12))
    rows += [("" if at else _("Files"), line) for at, line in enumerate(files)]
    column = max(len(label) for label, _value in rows) + 2
    return Content("\n").join(
        [head, *(labelled(label, text, column, width) for label, text in rows)]
    )


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


def _answer(one: Choice, held: Details) -> list[tuple[str, Content | str]]:
    work = one.work
    original = printable(work.original_title) if work.original_title != work.title else ""
    by = _(_DECIDERS.get(one.chosen or "", "")) if one.chosen in _DECIDERS else ""
    rows: list[tuple[str, Content | str]] = [
        (_("Answer"), Content.assemble((dated(work.title, work.year), "bold"))),
        ("", Content.styled(joined((original, facts(work, held.files))), MUTED)),
    ]
    unknown = strangers(held.files) if held.state == "enriched" else []
    if unknown:
        rows.append((_("Episodes"), Content.styled(_unknown(unknown), "$text-warning")))
    rows.append((_("Score"), joined((decimal(one.score), by))))
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
