"""A removable disk that is away is no fault, and what a media centre would lose is named."""

from __future__ import annotations

import os
import shutil

import pytest

from tests.support.library import Library
from tests.support.running import run
from vidtui.catalogue.database import Catalogue
from vidtui.jobs.media_centre import safety
from vidtui.settings import file
from vidtui.settings.model import RootSetting


@pytest.fixture
def known(library: Library) -> Library:
    library.films(20)
    library.link("Films/a.mkv", "../../stockage/Films/Film 001 (2001)/Film 001 (2001).mkv")
    text = library.config.read_text()
    library.config.write_text(
        text + f'\n[[storage]]\npath = "{library.base}/usb"\nremovable = true\n'
    )
    film = library.base / "usb/Films/Brazil (1985)/Brazil (1985).mkv"
    film.parent.mkdir(parents=True)
    film.write_bytes(b"b" * 7000)
    library.link("Films/b.mkv", str(film))
    library.link("Films/c.mkv", str(film))
    library.import_()
    return library


def listed(library: Library, *more: str) -> tuple[int, dict[str, bool]]:
    done = run("--batch", "roots", "list", "--json", *more, library=library)
    return done.code, {one["path"]: one["removable"] for one in done.json["roots"]}


@pytest.mark.parametrize("leaves", ["nothing", "an empty mount point"])
def test_it_may_be_away(known: Library, leaves: str) -> None:
    usb = known.base / "usb"
    assert listed(known)[1] == {
        str(known.storage): False,
        str(usb): True,
        str(known.links): False,
    }
    os.rename(usb, known.base / "away")
    if leaves != "nothing":
        usb.mkdir()
    assert listed(known)[0] == 0
    assert listed(known, "--require-online")[0] == 5  # what others scan would lose it
    done = run("--batch", "import", library=known)
    assert done.code == 0
    assert f"{usb}: away, as a removable disk may be" in done.text
    done = run("doctor", "--offline", "--json", library=known)
    (told,) = [one for one in done.json["found"] if "removable" in one["text"]]
    assert told["state"] == "told"
    assert "would lose 2 links" in told["text"]
    assert done.code == 0
    (why,) = safety.away(
        Catalogue(known.data / "catalogue.sqlite3"), known.settings(), [os.fsencode(known.links)]
    ).values()
    assert f"{usb}: " in why
    assert "would lose 2 links" in why
    # Other files in its place are no absence.
    shutil.rmtree(usb, ignore_errors=True)
    (usb / "Films/Alien (1979)").mkdir(parents=True)
    (usb / "Films/Alien (1979)/Alien (1979).mkv").write_bytes(b"a" * 8000)
    done = run("--batch", "import", library=known)
    assert done.code == 4
    assert "as a removable disk may be" not in done.text


def test_it_is_written_read_and_checked(library: Library) -> None:
    path = library.base / "usb"
    path.mkdir()
    file.add_root(library.config, RootSetting("storage", os.fsencode(path), removable=True))
    settings = library.settings()
    assert settings.may_be_away(os.fsencode(path))
    assert not settings.may_be_away(os.fsencode(library.storage))
    library.config.write_text(f'[[links]]\npath = "{path}"\nremovable = 1\n')
    done = run("--batch", "roots", "list", library=library)
    assert done.code == 2
    assert "removable must be true or false" in done.err.decode()


def test_it_is_forgotten_and_comes_back_removable(known: Library) -> None:
    usb = str(known.base / "usb")
    done = run("--batch", "roots", "forget", usb, "--accept-loss", library=known)
    assert done.code == 0, done.err
    assert "removable" not in known.config.read_text()
    assert run("--batch", "undo", library=known).code == 0
    assert "removable = true" in known.config.read_text()
