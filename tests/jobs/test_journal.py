"""What the Journal says of a run, in words."""

from __future__ import annotations

from dataclasses import fields

import pytest

from vidtui.catalogue.journal import RunRow
from vidtui.jobs import journal_wording
from vidtui.jobs.import_.run import ImportCounts


@pytest.mark.parametrize("name", [field.name for field in fields(ImportCounts)])
def test_all_that_an_import_counted_is_told(name: str) -> None:
    run = RunRow(1, "import", "done", 0, 1, {name: 2})
    ((said, count),) = journal_wording.counts(run)
    assert said
    assert count == 2
