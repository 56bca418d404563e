"""``vidtui --batch nightly``: import, enrich, check and probe in one run, told in one report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from vidtui.batch import media_centre, night_links
from vidtui.batch.after import after_work, tell_person
from vidtui.batch.check import View, run_check
from vidtui.batch.enrich import run_enrich
from vidtui.batch.import_ import run_import
from vidtui.batch.output import Output
from vidtui.batch.part import Part
from vidtui.batch.probe import run_probe
from vidtui.disk import prober
from vidtui.errors import Exit, VidtuiError, worst
from vidtui.i18n import N_, NN_, _, ngettext, plural
from vidtui.jobs.base import JobRun
from vidtui.jobs.check.run import CheckOptions, CheckRun
from vidtui.jobs.enrich.run import EnrichOptions, EnrichRun
from vidtui.jobs.import_.run import ImportOptions, ImportRun
from vidtui.jobs.link.run import LinkApplyRun
from vidtui.jobs.links.model import Tier
from vidtui.jobs.media_centre.telling import Told
from vidtui.jobs.probe.run import ProbeOptions
from vidtui.jobs.repair.run import ApplyRun
from vidtui.settings import token
from vidtui.settings.model import Settings

Run = TypeVar("Run", bound=JobRun[Any])

NAMES: Mapping[str, str] = {
    "import": N_("Import"),
    "enrich": N_("Enrichment"),
    "repair": N_("Repair of links"),
    "link": N_("Links for new files"),
    "check": N_("Check"),
    "probe": N_("Technical facts"),
}
PROBE_S = 3600.0
"""How long the probe may take unless said: what is left comes the next night."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long whole files are verified and others probed, in seconds, and how many bytes at most.

    ``verify_s`` is None where nothing is verified, ``probe_s`` 0 where nothing is probed.
    """

    verify_s: float | None = None
    probe_s: float | None = None
    read_at_most: int | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What is changed by night: links repaired by evidence of some tiers, links for new files."""

    tiers: tuple[Tier, ...] = ()
    link: bool = False


class _Night:
    """The parts, as far as they have come."""

    def __init__(self, output: Output) -> None:
        self.output = output
        self._is_told = False
        self.subject = self.report = ""
        self.parts: dict[str, Part] = {}
        self.centres: list[Told] = []

    def part(self, name: str) -> Part:
        """Begin the next part."""
        quiet = self.output.quiet
        self.parts[name] = Part(quiet=quiet, interrupted=self.tell)
        return self.parts[name]

    @property
    def code(self) -> Exit:
        """The exit code of the whole run."""
        return worst(*map(_code, self.parts.values()))

    def bytes_read(self, name: str) -> int:
        """Return how many bytes a part read of files."""
        run = self.parts[name].run
        return sum(root.size for root in run.read) if run else 0

    def tell(self) -> Exit:
        """Print the report, once."""
        code = self.code
        if not self._is_told:
            self._is_told = True
            self.subject = subject = self._subject()
            document = {
                "command": "nightly",
                "subject": subject,
                **{
                    name: self._document(name)
                    for name in NAMES
                    if name not in _ASKED_FOR or name in self.parts
                },
                **media_centre.added(self.centres),
            }
            lines = [subject]
            for name, part in self.parts.items():
                lines += ["", f"== {_(NAMES[name])} ==", part.text]
            told = media_centre.lines_of(self.centres)
            lines += ["", f"== {_('Media centres')} ==", *told] if told else []
            self.report = "\n".join(lines)
            self.output.report(document, self.report, code)
        return code

    @property
    def summary(self) -> str:
        """What came of each part, without any name: lines of counts."""
        lines = [text for text in self._told() if text]
        return "\n".join([*lines, self._as_before()]).strip() or _("all is well")

    def _document(self, name: str) -> Mapping[str, Any] | None:
        return self.parts[name].document if name in self.parts else None

    def _subject(self) -> str:
        """Return the line that a mail is sent under."""
        parts = [text for text in self._told() if text]
        if self.code is Exit.OK:
            parts.append(self._as_before() or _("all is well"))
        return _("vidtui: {parts}").format(parts=", ".join(parts))

    def _as_before(self) -> str:
        """Return what is not new and was not acknowledged either."""
        count = self._run("check", CheckRun()).open_issues
        text = ngettext("{n} problem as before", "{n} problems as before", count)
        return text.format(n=count) if count else ""

    def _run(self, name: str, unknown: Run) -> Run:
        """Return the run of a part, or one of which nothing is known."""
        run = self.parts[name].run if name in self.parts else None
        return run if isinstance(run, type(unknown)) else unknown

    def _told(self) -> list[str]:
        imported, enriched = self._run("import", ImportRun()), self._run("enrich", EnrichRun())
        repaired, linked = self._run("repair", ApplyRun()), self._run("link", LinkApplyRun())
        check = self._run("check", CheckRun())
        doubted = sum(root.remedy == "accept-loss" for root in check.away)
        return [
            _("interrupted") if self.code is Exit.INTERRUPTED else "",
            _("too much gone at once") if doubted else "",
            *(
                _("{part} not done").format(part=_(NAMES[name]))
                for name, part in self.parts.items()
                if part.is_not_done
            ),
            *(
                plural(one, many, count) if count else ""
                for one, many, count in (
                    (*NN_("{n} disk away", "{n} disks away"), len(check.away) - doubted),
                    (*NN_("{n} imported", "{n} imported"), imported.counts.imported),
                    (*NN_("{n} error", "{n} errors"), len(imported.errors)),
                    (*NN_("{n} of unknown type", "{n} of unknown type"), imported.counts.unknown),
                    (*NN_("{n} to decide", "{n} to decide"), enriched.waiting),
                    (*NN_("{n} failed", "{n} failed"), enriched.counts.failed),
                    (*NN_("{n} link repaired", "{n} links repaired"), repaired.counts.repaired),
                    (*NN_("{n} link made", "{n} links made"), linked.counts.linked),
                    (*NN_("{n} new problem", "{n} new problems"), check.new_issues),
                )
            ),
        ]


def run_nightly(
    settings: Settings,
    limits: Limits,
    *,
    as_json: bool,
    quiet: bool,
    changes: Changes = Changes(),
) -> Exit:
    """Import, enrich, change links where asked to, check and probe; return the worst exit code.

    What fails does not keep the rest from being done; an interruption does. The bytes to be read
    are for all parts together.
    """
    night = _Night(Output(as_json=as_json, quiet=quiet))

    def left() -> int | None:
        if limits.read_at_most is None:
            return None
        return max(
            0, limits.read_at_most - sum(map(night.bytes_read, _READING & night.parts.keys()))
        )

    def check(part: Part) -> None:
        verify_s = limits.verify_s
        options = CheckOptions(verify_s is not None, verify_s, read_at_most=left())
        run_check(settings, options, View(), part, new_only=True)

    alone = replace(settings, probe_auto=False)  # the probe comes at the end
    runs: Mapping[str, Callable[[Part], object]] = {
        "import": lambda part: run_import(alone, ImportOptions(), part),
        "enrich": lambda part: _enrich(settings, left(), part),
        **_changing(settings, changes),
        "check": check,
        "probe": lambda part: _probe(settings, limits.probe_s, left(), part),
    }
    for name, run in runs.items():
        part = night.part(name)
        try:
            run(part)
        except VidtuiError as error:
            part.fail(error)
        if part.code is Exit.INTERRUPTED:
            break
    if night.code is not Exit.INTERRUPTED:
        night.centres = media_centre.after(settings, ())  # what waited
    code = night.tell()
    if code is not Exit.INTERRUPTED:
        tell_person(settings, night.subject, night.summary, night.report, code)
        after_work(settings, night.output)
    return code


_READING = {"enrich", "check", "probe"}
_ASKED_FOR = {"repair", "link"}


def _changing(settings: Settings, changes: Changes) -> dict[str, Callable[[Part], object]]:
    """Return the parts that change links, as far as they were asked for."""
    parts: dict[str, Callable[[Part], object]] = {}
    if changes.tiers:
        parts["repair"] = lambda part: night_links.repair(settings, changes.tiers, part)
    if changes.link:
        parts["link"] = lambda part: night_links.make(settings, part)
    return parts


def _probe(settings: Settings, for_s: float | None, read_at_most: int | None, part: Part) -> None:
    if for_s == 0:
        part.skip(_("Left out, as asked."))
    elif not prober.is_available():
        part.skip(_("Left out: pip install 'vidtui[mediainfo]'"))
    else:
        options = ProbeOptions(PROBE_S if for_s is None else for_s, read_at_most)
        run_probe(settings, options, part)


def _enrich(settings: Settings, read_at_most: int | None, part: Part) -> None:
    if token.read(settings.tmdb_token_file) is None:
        part.skip(_("Left out: there is no TMDB token."))
    else:
        run_enrich(settings, EnrichOptions(read_at_most=read_at_most), part)


def _code(part: Part) -> Exit:
    """Return what a part ended with; which links are broken is the check's, which knows the new."""
    run = part.run
    if part.code is Exit.ATTENTION and isinstance(run, ImportRun) and not run.counts.unknown:
        return Exit.OK
    return part.code
