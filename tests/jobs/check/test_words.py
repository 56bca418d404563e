"""What a check says, in each language."""

from __future__ import annotations

import pytest

from vidtui import i18n
from vidtui.jobs.check import wording
from vidtui.jobs.check.kinds import KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_counted_in_french(kind: wording.Kind) -> None:
    english = {wording.counted(kind, count) for count in (1, 2)}
    title = wording.title(kind)
    i18n.use("fr")
    assert english.isdisjoint(wording.counted(kind, count) for count in (1, 2))
    assert wording.title(kind) != title
