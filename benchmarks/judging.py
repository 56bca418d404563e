"""Judges how vidtui chooses the film that a file is: how often it is right, and how often it asks.

    python benchmarks/judging.py [--library DIR --truth FILE --records FILE] [--seeds 1,2,3,4,5]

The library's names are disturbed first, by each seed in its own way: 10 % of the years are wrong by
1 to 20 (the farther the rarer), 4 % of the names have one letter wrong, 3 % of the films are cut
into two parts, and 8 % of the films are taken out of TMDB. Everything is asked twice, with running
times (of which some are those of other cuts and masters, and of discs at 25 frames) and without.

*Taken* are automatic answers over files whose film TMDB has; *right* are right answers over all
automatic ones: any answer for a film that TMDB lacks is wrong. Beside vidtui stand the first result
of a search for guessit's title and year, and guessit with equal title and year. All seeds are
counted together; in brackets is Wilson's interval of 95 %. docs/judging.md describes the files.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import figures
from figures import Figure, Floor
from judge import judges, made, truth
from judge.counting import ROWS, Tally, Verdicts, wilson
from judge.disturb import File, absent, disturbed
from judge.judges import Answer, Answers, Reader
from judge.source import Films, Shelf

SEEDS = "1,2,3,4,5"


@dataclass(frozen=True, slots=True)
class Trial:
    """All that one seed's judging takes; the processes that judge inherit it."""

    held: truth.Truth
    reader: Reader
    files: dict[int, list[File]]
    guesses: judges.Guesses
    films: Films
    name_s: float
    guess_s: float

    def judge(self, judge: str, seed: int) -> Verdicts:
        """Return the answers of one judge over one seed."""
        lacking, found = absent(self.held, seed), Verdicts()
        source = Shelf(self.films, lacking)
        if judge in (TIMED, UNTIMED):
            groups = self.reader.groups(self.files[seed])
            answers = judges.vidtui(groups, source, timed=judge == TIMED)
        else:
            answers = self._simple(SIMPLE[judge], source, seed)
        found.take(answers, lacking, seed, self.held)
        return found

    def _simple(
        self, ask: Callable[[judges.Guess, Shelf], int | None], source: Shelf, seed: int
    ) -> Answers:
        answers = Answers()
        ids = {
            file.path
            for group, files in self.reader.groups(self.files[seed]).values()
            for file in files
            if group.evidence["ids"]
        }
        for file in self.files[seed]:
            guess = self.guesses.of(file.path)
            answers.found.append(Answer(file, ask(guess, source), file.path in ids))
        answers.asked, answers.requests = len(answers.found), source.sent
        return answers


TIMED, UNTIMED = "vidtui, with running times", "vidtui, without"
SIMPLE = {
    "the first search result": judges.first_result,
    "guessit, equal title and year": judges.equal_title,
}
_trial: Trial | None = None


def _judge(task: tuple[str, int]) -> Verdicts:
    assert _trial is not None
    return _trial.judge(*task)


def judged(
    held: truth.Truth, seeds: Sequence[int], language: str
) -> tuple[dict[str, Verdicts], Trial]:
    """Let every judge answer about every seed."""
    global _trial
    workers = len(os.sched_getaffinity(0))
    files = {seed: disturbed(held, seed) for seed in seeds}
    clean = [file.path for file in held.files]
    paths = [file.path for some in files.values() for file in some]
    reader, guesses = Reader(held.folder), judges.Guesses(workers)
    for take in (reader.read, guesses.take):
        take(clean)
    trial = Trial(
        held,
        reader,
        files,
        guesses,
        Films(held.films.values(), language),
        reader.seconds / len(clean),
        guesses.seconds / len(clean),
    )
    for take in (reader.read, guesses.take):
        take(paths)
    found = {judge: Verdicts() for judge in (TIMED, UNTIMED, *SIMPLE)}
    tasks = [(judge, seed) for judge in found for seed in seeds]
    _trial = trial
    with ProcessPoolExecutor(workers, multiprocessing.get_context("fork")) as pool:
        for (judge, _seed), verdicts in zip(tasks, pool.map(_judge, tasks), strict=True):
            found[judge].merge(verdicts)
    return found, trial


def table(found: dict[str, Verdicts]) -> Iterator[str]:
    """Yield the answers as lines for a person."""
    yield f"{'':38}{'files':>8}{'right':>9}{'':20}{'taken':>8}"
    for judge, verdicts in found.items():
        for row in ROWS if judge in (TIMED, UNTIMED) else ROWS[:1]:
            tally = verdicts.tallies.get(row)
            if tally is None:
                continue
            low, high = wilson(tally.right, tally.automatic)
            right = tally.right / max(1, tally.automatic)
            taken = tally.taken / max(1, tally.present)
            name = judge if row == "without an id" else f"  {row}"
            yield (
                f"{name:38}{tally.present:8,}{right:9.2%} ({low:7.2%} to {high:7.2%})"
                f"{taken:8.1%}   {tally.automatic - tally.right} of {tally.automatic:,} wrong"
            )


def measured(found: dict[str, Verdicts], trial: Trial) -> list[Figure]:
    """Return the figures that one revision is compared with another by."""
    floor = Floor("plain guessit", 1000 * trial.guess_s)
    figures_ = [Figure("names", 1000 * trial.name_s, "ms a name", floor)]
    rules = found[TIMED]
    spent = 1000 * rules.seconds / max(1, rules.asked)
    figures_.append(Figure("choosing", spent, "ms a film"))
    figures_.append(Figure("requests", rules.requests / max(1, rules.asked), "requests a film"))
    for judge, verdicts in found.items():
        tally = verdicts.tallies.get("without an id", Tally())
        right = 100 * tally.right / max(1, tally.automatic)
        taken = 100 * tally.taken / max(1, tally.present)
        figures_.append(Figure(f"{judge}: right", right, "%", better="higher"))
        figures_.append(Figure(f"{judge}: taken", taken, "%", better="higher"))
    return figures_


def main(arguments: Sequence[str] | None = None) -> None:
    """Judge and print."""
    parser = figures.options(__doc__, {"files": (10**9, 200)}, files="judge so many files only")
    parser.add_argument("--library", type=Path, help="a folder; a made-up library where not given")
    parser.add_argument("--truth", type=Path, help="which film each of its files is")
    parser.add_argument("--records", type=Path, help="the films that TMDB has")
    parser.add_argument("--seeds", default=SEEDS, help=f"{SEEDS} unless said")
    parser.add_argument("--language", choices=("fr", "en"), default="fr", help="the user's")
    parser.add_argument("--wrong", action="store_true", help="tell each wrong answer of vidtui's")
    given = figures.parsed(parser, arguments)
    held = _held(parser, given)
    seeds = [int(seed) for seed in given.seeds.split(",")]
    found, trial = judged(held, seeds, given.language)
    wrong = {judge: sorted(found[judge].wrong) for judge in (TIMED, UNTIMED)}
    notes = [
        f"{len(held.files):,} files, {len(held.films):,} films, seeds {given.seeds}",
        *table(found),
    ]
    for judge in (TIMED, UNTIMED):
        reasons = sorted(found[judge].reasons.items(), key=lambda pair: -pair[1])
        notes.append(f"{judge}, asked: {', '.join(f'{text} {n}' for text, n in reasons)}")
        if given.wrong:
            notes += [f"{judge}, wrong:", *(f"  {line}" for line in wrong[judge])]
    tallies = {
        judge: {
            row: {name: getattr(tally, name) for name in Tally.__slots__}
            for row, tally in verdicts.tallies.items()
        }
        for judge, verdicts in found.items()
    }
    figures.publish(
        "judging",
        measured(found, trial),
        as_json=given.json,
        notes=notes,
        tallies=tallies,
        wrong=wrong,
    )


def _held(parser: argparse.ArgumentParser, given: argparse.Namespace) -> truth.Truth:
    parts = (given.library, given.truth, given.records)
    if any(parts) and not all(parts):
        parser.error("--library, --truth and --records belong together")
    held = truth.load(*parts) if all(parts) else made.library()
    return truth.Truth(held.folder, held.films, held.files[: given.files])


if __name__ == "__main__":
    main()
