"""A screen reads one catalogue while an import, or its dry run, writes in another."""

from __future__ import annotations

import threading
from pathlib import Path

from tests.support.running import PATIENCE_S
from vidtui.catalogue.database import open_catalogue
from vidtui.catalogue.models import Property


def test_each_thread_keeps_the_catalogue_of_its_session(tmp_path: Path) -> None:
    first = open_catalogue(tmp_path / "first.sqlite3", create=True)
    reading, opened = threading.Event(), threading.Event()
    seen: list[str] = []

    def read() -> None:
        with first.session():
            reading.set()
            opened.wait(PATIENCE_S)
            seen.append(Property.get_by_id("catalogue_id").value)

    thread = threading.Thread(target=read)
    thread.start()
    reading.wait(PATIENCE_S)
    second = open_catalogue(tmp_path / "second.sqlite3", create=True)
    with second.transaction():
        Property.create(name="here", value="second")
    opened.set()
    thread.join()
    assert seen == [first.id]
    with first.session(), second.session():
        assert Property.get_by_id("here").value == "second"
    with first.session():
        assert Property.get_or_none(Property.name == "here") is None
