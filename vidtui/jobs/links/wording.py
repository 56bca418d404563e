"""Problems, tiers and evidence in words: one showable line each, in the language in force."""

from __future__ import annotations

from collections.abc import Mapping

from vidtui.i18n import N_, _
from vidtui.jobs.links.model import BrokenLink, Evidence, Problem, Proposal, Tier
from vidtui.text import printable

_TIERS: Mapping[Tier, str] = {
    "same-file": N_("same file"),
    "same-content": N_("same content"),
    "same-sample": N_("same beginning and end"),
    "same-name": N_("same name"),
    "same-work": N_("same film or episode"),
    "similar-name": N_("similar name"),
    "chosen": N_("your choice"),
}
_PROBLEMS: Mapping[Problem, str] = {
    "broken": N_("shows nothing"),
    "loop": N_("leads in a circle"),
    "folder": N_("shows a folder, no video"),
    "wrong": N_("shows another film or episode than before"),
    "misnamed": N_("shows another film or episode than its name says"),
}
_EVIDENCE: Mapping[str, str] = {
    "same-file": N_("the very file that this link showed: same size, time and inode"),
    "same-content": N_("every byte is the same as in the file that this link showed"),
    "same-sample": N_("same size, same beginning and end as the file that this link showed"),
    "same-size": N_("same path and size as when this link showed it; it may not be read"),
    "in-place": N_("it lies where it lay when this link showed it"),
    "moved": N_("it was {path}"),
    "same-name": N_("same file name, the only file of that name"),
    "other-writing": N_("same file name but for accents and case, the only such file"),
    "other-extension": N_("same file name but for its extension, the only such file"),
    "same-path": N_("same path below {folder}"),
    "same-folder": N_("{old} is {new} now, as other links show"),
    "film": N_("same film: {title} ({year})"),
    "work": N_("the same film in TMDB: {title}"),
    "episode": N_("same episode: {title} {code}"),
    "similar": N_("similar title: {percent} %"),
    "no-year": N_("same title, but one of the names has no year"),
    "other-title": N_("the same title, if one of the names is read another way"),
    "near-year": N_("same title, one year apart"),
    "only-there": N_("the only video in the folder that the link shows"),
    "chosen": N_("you chose it"),
    "name-differs": N_("its name says {there}, the link's name {here}"),
    "shown-already": N_("another link shows it already: {link}"),
    "rivals": N_("{count} broken links that showed other files may show this one"),
    "not-alone": N_("{count} files fit alike"),
    "sample-shared": N_("it is not the only file with this size, beginning and end"),
    "no-season": N_("its folder does not say which season it is"),
    "other-part": N_("one of the names gives a part, the other does not"),
}


def tier_name(tier: Tier) -> str:
    """Return what kind of evidence a tier is, in two or three words."""
    return _(_TIERS[tier])


def problem_name(problem: Problem) -> str:
    """Return what is wrong with a link, in a few words."""
    return _(_PROBLEMS[problem])


def problem_of(link: BrokenLink) -> str:
    """Return what is wrong with a link; also where it leads under no known root."""
    text = problem_name(link.problem)
    if link.through is not None:
        text += ", " + _("by way of {link}").format(link=printable(link.through.place.absolute))
    if link.is_outside:
        text += ", " + _("under no known root")
    return text


def sentence(evidence: Evidence) -> str:
    """Return one piece of evidence as a line."""
    facts = {
        name: printable(value) if isinstance(value, str) else value
        for name, value in evidence.facts.items()
    }
    text = _EVIDENCE.get(evidence.kind)
    return _(text).format_map(_Facts(facts)) if text else printable(evidence.kind)


class _Facts(dict[str, str | int | float]):
    """Facts of which a plan that others made may lack some."""

    def __missing__(self, _name: str) -> str:
        return "?"


def because(proposal: Proposal) -> list[str]:
    """Return what speaks for a proposal, then what speaks against it, a line each."""
    return [*map(sentence, proposal.evidence), *map(sentence, proposal.cautions)]
