"""The pace: in no ten seconds more requests than allowed, whoever sends them."""

from __future__ import annotations

import fcntl
import itertools
import json
import random
import threading
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.matching.virtual import VirtualTime
from vidtui.providers.base import Stopped
from vidtui.providers.throttle import LONGEST_HOLD_S, WINDOW_S, Throttle, spacing_s

pytestmark = pytest.mark.in_full


def most_in_a_window(times: list[float]) -> int:
    """Return the largest number of times within any closed ten seconds."""
    times = sorted(times)
    return max(sum(start <= time <= start + WINDOW_S for time in times) for start in times)


def sender(throttle: Throttle, time: VirtualTime, sent: list[float]) -> None:
    throttle.send(lambda: sent.append(time.now), time)


@pytest.mark.parametrize("calls", [1, 2, 3, 4, 10, 40, 100, 400])
def test_spacing_keeps_below_the_limit_and_uses_most_of_it(calls: int) -> None:
    in_a_window = int(WINDOW_S / spacing_s(calls)) + 1
    assert in_a_window <= calls
    if calls >= 40:
        assert WINDOW_S / spacing_s(calls) >= 0.94 * calls


@pytest.mark.parametrize("calls", [1, 3, 40, 400])
def test_a_long_queue_never_passes_the_limit(calls: int, tmp_path: Path) -> None:
    time, sent = VirtualTime(), list[float]()
    throttle = Throttle(calls, tmp_path / "pace", time.clock)
    for _ in range(3 * calls):
        sender(throttle, time, sent)
    assert most_in_a_window(sent) <= calls


def test_pauses_do_not_save_up_requests(tmp_path: Path) -> None:
    time, sent = VirtualTime(), list[float]()
    throttle = Throttle(40, tmp_path / "pace", time.clock)
    chance = random.Random(7)
    for _ in range(300):
        if chance.random() < 0.1:
            time.pass_(chance.random() * 12)
        sender(throttle, time, sent)
    assert most_in_a_window(sent) <= 40
    assert min(after - before for before, after in itertools.pairwise(sent)) > 0.25


def test_threads_share_one_pace(tmp_path: Path) -> None:
    time, sent = VirtualTime(), list[float]()
    throttle = Throttle(40, tmp_path / "pace", time.clock)

    def work() -> None:
        for _ in range(60):
            sender(throttle, time, sent)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sent) == 240
    assert most_in_a_window(sent) <= 40


@pytest.mark.parametrize("file", ["pace", "no such folder/pace"])
def test_two_processes_share_one_pace_where_the_file_can_be_used(file: str, tmp_path: Path) -> None:
    time, sent = VirtualTime(), list[float]()
    here, there = (Throttle(40, tmp_path / file, time.clock) for _ in range(2))
    for _ in range(100):
        sender(here, time, sent)
        sender(there, time, sent)
    assert (most_in_a_window(sent) <= 40) == (file == "pace")
    assert here.sent_lately() == (39 if file == "pace" else most_in_a_window(sent) // 2)


def test_requests_that_a_stalled_network_delivers_together_are_counted(tmp_path: Path) -> None:
    """What was sent before and arrives after a stall falls into the same ten seconds."""
    time = VirtualTime()
    throttle = Throttle(40, tmp_path / "pace", time.clock)
    arrived: list[float] = []
    flying: list[Generator[None, None, None]] = []

    def fly() -> Generator[None, None, None]:
        """One request whose answer comes when the test lets it."""
        delay, sent = throttle._try(interactive=False)
        while delay > 0:
            time.pass_(delay)
            delay, sent = throttle._try(interactive=False)
        yield
        arrived.append(time.now)
        throttle._finish(sent)
        yield

    for number in range(400):
        if number % 60 == 30:  # three on their way are stuck for 2.5 s
            flying = [fly() for _each in range(3)]
            for one in flying:
                next(one)
            time.pass_(2.5)
            for one in flying:
                next(one)
        one = fly()
        next(one)
        next(one)
    assert most_in_a_window(arrived) <= 40


def test_a_lock_that_somebody_keeps_is_done_without(tmp_path: Path) -> None:
    time, sent = VirtualTime(), list[float]()
    with (tmp_path / "pace").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        sender(Throttle(40, tmp_path / "pace", time.clock), time, sent)
    assert len(sent) == 1


def test_a_damaged_note_is_begun_anew(tmp_path: Path) -> None:
    note = tmp_path / "pace"
    endless = b"[[[1" + b"0" * 400 + b", 0]], 0, 0]"
    junks = (b"", b"{", b"[1]", b'["a", 0, 0]', b"\xff" * 100, b"[[], null, 0]", b"[" * 60_000)
    for junk in (*junks, b"[[], 1e999, 0]", endless):
        note.write_bytes(junk)
        time, sent = VirtualTime(), list[float]()
        sender(Throttle(40, note, time.clock), time, sent)
        assert len(sent) == 1
        assert json.loads(note.read_text())[0] == [[time.now, time.now]]


def test_a_note_from_before_a_reboot_holds_nobody_up(tmp_path: Path) -> None:
    note = tmp_path / "pace"
    note.write_text(json.dumps([[[90_000.0, 90_001.0]], 90_000.0, 90_000.0]))
    time, sent = VirtualTime(50.0), list[float]()
    sender(Throttle(40, note, time.clock), time, sent)
    assert sent == [50.0]
    assert time.waits == []


def test_a_wait_ends_when_the_user_cancels(tmp_path: Path) -> None:
    time, sent = VirtualTime(), list[float]()
    throttle = Throttle(1, tmp_path / "pace", time.clock)
    sender(throttle, time, sent)
    time.cancel_at = time.now + 1
    with pytest.raises(Stopped):
        sender(throttle, time, sent)
    assert len(sent) == 1


@pytest.mark.parametrize(
    ("asked", "held"), [(2.0, 2.0), (999_999.0, LONGEST_HOLD_S), (-1.0, 0.0), (0.0, 0.0)]
)
def test_a_hold_is_for_everybody_and_capped(asked: float, held: float, tmp_path: Path) -> None:
    time, sent = VirtualTime(), list[float]()
    here, there = (Throttle(40, tmp_path / "pace", time.clock) for _ in range(2))
    begun = time.now
    here.hold(asked)
    sender(there, time, sent)
    assert sent[0] - begun == pytest.approx(held)


class TestAPerson:
    """A person's request takes the next free turn, in this process and in another."""

    @pytest.mark.parametrize("is_same", [True, False])
    def test_goes_before_the_queue(self, is_same: bool, tmp_path: Path) -> None:
        time = VirtualTime()
        queue = Throttle(40, tmp_path / "pace", time.clock)
        person = queue if is_same else Throttle(40, tmp_path / "pace", time.clock)
        order: list[str] = []
        queue.send(lambda: order.append("queue"), time)
        # The person has asked for a turn and is told to wait; then both ask at the very moment.
        assert person._try(interactive=True)[0] > 0
        time.pass_(spacing_s(40))
        assert queue._try(interactive=False)[0] > 0
        person.send(lambda: order.append("person"), time, interactive=True)
        queue.send(lambda: order.append("queue"), time)
        assert order == ["queue", "person", "queue"]

    def test_who_went_away_holds_nobody_up_for_long(self, tmp_path: Path) -> None:
        time, sent = VirtualTime(), list[float]()
        throttle = Throttle(40, tmp_path / "pace", time.clock)
        sender(throttle, time, sent)
        assert throttle._try(interactive=True)[0] > 0
        sender(throttle, time, sent)
        assert sent[1] - sent[0] < 1
