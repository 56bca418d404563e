"""What follows a report: a person is told, a command is run; what fails of it is a line."""

from __future__ import annotations

import contextlib
import sys

from vidtui.batch.output import Output, envelope
from vidtui.errors import Exit, UsageProblem, worst
from vidtui.i18n import _
from vidtui.jobs import after
from vidtui.jobs.after import Sent
from vidtui.jobs.json_documents import written
from vidtui.settings.model import Settings
from vidtui.text import printable


def after_work(settings: Settings, output: Output) -> None:
    """Run the command of the settings with the report that was printed, if one was."""
    if not settings.hook_after or output.told is None:
        return
    document, code = output.told
    if code is Exit.INTERRUPTED:
        return
    pieces = (*written(envelope(document, code), pretty=False), "\n")
    told = {"VIDTUI_COMMAND": str(document.get("command", "")), "VIDTUI_EXIT": str(int(code))}
    if problem := after.run_hook(settings.hook_after, pieces, told):
        _say(_("[hooks] after: {problem}").format(problem=problem))


def tell_person(settings: Settings, subject: str, summary: str, report: str, code: Exit) -> None:
    """Send the subject and the summary of a night where the settings say so.

    Args:
        settings: whom to tell, and when.
        subject: one line of counts.
        summary: lines of counts.
        report: all of it, with names, for who wants them.
        code: what came of the night.
    """
    if settings.notify_urls_file is None or not after.is_wanted(settings.notify_when, code):
        return
    text = report if settings.notify_titles else summary
    try:
        sent = after.send(after.addresses(settings), subject, text)
    except UsageProblem as problem:
        _say(_("[notify]: {problem}").format(problem=problem))
        return
    for one in sent:
        if one.problem:
            _say(_("[notify]: {problem}").format(problem=_line(one)))


def run_notify_test(settings: Settings, *, as_json: bool) -> Exit:
    """Send a message to every address, and say what came of each."""
    urls = after.addresses(settings)
    sent = after.send(urls, _("vidtui: a test"), _("This message came through."))
    code = worst(*(Exit.API if one.problem else Exit.OK for one in sent))
    document = {
        "command": "notify test",
        "sent": [
            {"service": printable(one.service), "problem": one.problem or None} for one in sent
        ],
    }
    return Output(as_json=as_json).report(document, [_line(one) for one in sent], code)


def _line(sent: Sent) -> str:
    return f"{printable(sent.service)}: {printable(sent.problem) or _('sent')}"


def _say(line: str) -> None:
    with contextlib.suppress(OSError):
        print(f"vidtui: {printable(line)}", file=sys.stderr)  # noqa: T201
