"""``vidtui --batch import``."""

from __future__ import annotations

from functools import partial
from typing import Any

from vidtui.batch.after import after_work
from vidtui.batch.output import Output, Report, documents, progress_line, refused_lines, run_job
from vidtui.batch.part import Part
from vidtui.batch.probe import run_probe
from vidtui.errors import UsageProblem, VidtuiError
from vidtui.i18n import _
from vidtui.jobs.base import Progress, Refused
from vidtui.jobs.import_.job import ImportJob
from vidtui.jobs.import_.run import STAGES, ImportOptions, ImportRun, details, errors_text, summary
from vidtui.jobs.probe.run import ProbeOptions
from vidtui.jobs.roots import change
from vidtui.jobs.suggest import Commands
from vidtui.jobs.wording import read_documents, read_lines
from vidtui.oserrors import about
from vidtui.paths import is_inside
from vidtui.settings.model import RootSetting, Settings
from vidtui.text import printable
from vidtui.typed_json import to_json


def run_import(
    settings: Settings, options: ImportOptions, output: Output, *, add_root: bool = False
) -> ImportRun:
    """Import without a screen and return the run.

    Raises:
        VidtuiError: it could not begin, or the catalogue failed.
    """
    if add_root:
        settings = _with_added_roots(settings, options)
    run = ImportRun(options)

    def line(event: Any) -> str:
        if not isinstance(event, Progress):
            return ""
        return progress_line(run, _(STAGES[run.stage]), errors_text(run.counts.errors))

    def report() -> Report:
        document, text = _document(run), _text(run, Commands(settings))
        if not settings.probe_auto or options.dry_run or run.phase != "finished":
            return document, text
        part = _probed(settings, output)
        return {**document, "probe": part.document}, f"{text}\n{part.text}"

    run_job(partial(ImportJob, settings, options), run, output, line, report)
    after_work(settings, output)
    return run


def _probed(settings: Settings, output: Output) -> Part:
    """Read the technical facts of what was found, and return what is to be told of that."""
    part = Part(quiet=output.quiet)
    try:
        run_probe(settings, ProbeOptions(), part)
    except VidtuiError as error:
        part.fail(error)
    return part


def _document(run: ImportRun) -> dict[str, Any]:
    started = run.started
    return {
        "command": "import",
        "catalogue": printable(str(started.catalogue)) if started else None,
        "created": bool(started and started.created),
        "dry_run": bool(started and started.dry_run),
        "cancelled": run.phase == "cancelled",
        "seconds": round(run.elapsed_s, 3),
        "summary": to_json(run.counts),
        "errors": documents(run.errors),
        "refused": documents(run.refused),
        "notices": run.notices,
        "read": read_documents(run.read),
    }


def _text(run: ImportRun, commands: Commands) -> str:
    lines = []
    if run.started:
        label = _("New catalogue: {path}") if run.started.created else _("Catalogue: {path}")
        lines.append(label.format(path=printable(str(run.started.catalogue))))
        if run.started.dry_run:
            lines.append(_("Dry run: nothing was written."))
    if run.phase == "cancelled":
        lines.append(_("Interrupted; what was done is kept. Run it again for the rest."))
    lines += [summary(run.counts), *details(run.counts)]
    lines += [f"  {line}" for line in read_lines(run.read)]
    lines += [f"! {notice}" for notice in run.notices]
    lines += refused_lines(run.refused, partial(_ways_on, commands))
    if run.errors:
        lines.append(_("Errors:"))
        lines += ["  " + about(error.path, error.reason) for error in run.errors]
    return "\n".join(lines)


def _ways_on(commands: Commands, refused: Refused) -> list[str]:
    if refused.remedy == "accept-loss":
        return [_("  If these are really gone: add --accept-loss")]
    if refused.remedy != "relocate-root":
        return []
    relocate = commands.vidtui("roots", "relocate", refused.old, refused.path)
    forget = commands.vidtui("roots", "forget", refused.old)
    return [
        _("  If it has moved there: {command}").format(command=printable(relocate)),
        _("  If {old} is gone for good, and this is a copy: {command}").format(
            old=printable(refused.old), command=printable(forget)
        ),
    ]


def _with_added_roots(settings: Settings, options: ImportOptions) -> Settings:
    for path in options.paths:
        if not any(is_inside(path, root.path) for root in settings.of("storage")):
            root = RootSetting("storage", path)
            if options.dry_run:
                raise UsageProblem(_("--add-root changes the settings: not in a dry run"))
            settings = change.add(settings, root)
    return settings
