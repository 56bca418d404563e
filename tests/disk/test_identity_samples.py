"""Which files a root is recognised by."""

from __future__ import annotations

import random

from vidtui.disk.root_identity import MOST_SAMPLES, IdentitySample, SamplePicker


def chosen(paths: list[bytes]) -> tuple[IdentitySample, ...]:
    picker = SamplePicker()
    for path in paths:
        picker.offer(path, len(path))
    return picker.chosen()


def test_all_of_a_small_root() -> None:
    assert chosen([b"b/2", b"a/1"]) == (IdentitySample(b"a/1", 3), IdentitySample(b"b/2", 3))
    assert chosen([]) == ()


def test_every_first_level_folder_is_among_them() -> None:
    paths = [b"Films/%d.mkv" % n for n in range(5000)] + [b"S/1.mkv", b"T/1.mkv", b"top.mkv"]
    picked = {sample.path for sample in chosen(paths)}
    assert {b"S/1.mkv", b"T/1.mkv", b"top.mkv"} <= picked
    assert len(picked) <= MOST_SAMPLES


def test_at_most_so_many_of_very_many_folders() -> None:
    assert len(chosen([b"%d/%d.mkv" % (n % 500, n) for n in range(5000)])) == MOST_SAMPLES


def test_the_same_choice_whatever_the_order() -> None:
    paths = [b"%d/%d.mkv" % (n % 9, n) for n in range(2000)]
    shuffled = random.Random(1).sample(paths, len(paths))
    assert chosen(paths) == chosen(shuffled)


def test_one_new_file_changes_at_most_one() -> None:
    paths = [b"a/%d.mkv" % n for n in range(500)]
    before, after = set(chosen(paths)), set(chosen([*paths, b"a/new.mkv"]))
    assert len(before - after) <= 1
