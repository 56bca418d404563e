"""Media centres are told only while no disk is away; what cannot be told waits."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

import pytest

from tests.support.centres import CentreStandIn, centre, use
from tests.support.library import Library
from tests.support.names import HOSTILE
from vidtui.catalogue import centre_notices
from vidtui.catalogue.database import Catalogue, open_catalogue
from vidtui.errors import Exit
from vidtui.jobs.base import CancelToken
from vidtui.jobs.media_centre import telling
from vidtui.jobs.media_centre.telling import Told, line

FILMS = [f"Films/Film {n} (2001)" for n in range(3)]


def imported(library: Library) -> Catalogue:
    for name in FILMS:
        library.put(f"{name}/film.mkv")
        library.link(f"{name}/film.mkv", library.path(f"{name}/film.mkv"))
    library.import_()
    return open_catalogue(library.database)


@pytest.fixture(params=["jellyfin", "emby", "plex", "kodi"])
def any_kind(request: pytest.FixtureRequest, library: Library) -> Iterator[CentreStandIn]:
    with centre(library, request.param) as stand_in:
        yield stand_in


@pytest.fixture
def jellyfin(library: Library) -> Iterator[CentreStandIn]:
    with centre(library, "jellyfin") as stand_in:
        yield stand_in


def here(library: Library, *names: str) -> list[bytes]:
    assert library.links is not None
    return [library.path(name, library.links) for name in names]


def tell(library: Library, *names: str) -> list[Told]:
    catalogue = open_catalogue(library.database)
    return telling.tell(catalogue, library.settings(), here(library, *names), CancelToken())


def waiting(library: Library, name: str = "jellyfin") -> list[bytes]:
    catalogue = open_catalogue(library.database)
    with catalogue.session():
        return centre_notices.waiting(name)


def shown(paths: Sequence[bytes]) -> list[str]:
    return [os.fsdecode(path) for path in paths]


def test_a_changed_folder_is_told(library: Library, any_kind: CentreStandIn) -> None:
    imported(library)
    (told,) = tell(library, FILMS[0])
    assert (told.state, told.folders, told.waiting, told.missing) == ("told", 1, 0, 0)
    folder = (
        f"{library.links}/" if any_kind.kind == "kodi" else str(here(library, FILMS[0])[0], "utf-8")
    )
    assert any_kind.told == [folder]
    assert waiting(library, any_kind.kind) == []
    assert told.exit == Exit.OK


def test_nothing_changed_asks_nobody(library: Library, any_kind: CentreStandIn) -> None:
    imported(library)
    (told,) = tell(library)
    assert told.state == "nothing"
    assert any_kind.requests == []


@pytest.mark.parametrize("away", ["storage", "links"])
def test_while_a_disk_is_away_nothing_is_told(
    library: Library, any_kind: CentreStandIn, away: str
) -> None:
    imported(library)
    folder = getattr(library, away)
    os.rename(folder, f"{folder}.away")
    (told,) = tell(library, FILMS[0])
    assert (told.state, told.waiting, told.exit) == ("away", 1, Exit.REFUSED)
    assert str(folder) in line(told)
    assert any_kind.requests == []
    os.rename(f"{folder}.away", folder)
    (told,) = tell(library)
    assert (told.state, told.folders, told.waiting) == ("told", 1, 0)
    assert len(any_kind.told) == 1


def test_an_empty_mount_point_is_a_disk_that_is_away(
    library: Library, jellyfin: CentreStandIn
) -> None:
    imported(library)
    os.rename(library.storage, f"{library.storage}.away")
    library.storage.mkdir()
    (told,) = tell(library, FILMS[0])
    assert told.state == "away"
    assert jellyfin.requests == []


def test_a_disk_that_the_settings_name_no_more_holds_it_up_too(
    library: Library, jellyfin: CentreStandIn
) -> None:
    """Links lead there all the same."""
    other = library.base / "other"
    library.put("Films/Other (2000)/other.mkv", on=other)
    use(library, jellyfin)
    text = library.config.read_text()
    library.config.write_text(text + f'[[storage]]\npath = "{other}"\n')
    library.link("Films/Other/other.mkv", library.path("Films/Other (2000)/other.mkv", other))
    imported(library)
    library.config.write_text(text)
    os.rename(other, library.base / "gone")
    (told,) = tell(library, FILMS[0])
    assert told.state == "away"
    assert str(other) in told.reason
    assert jellyfin.requests == []


def test_a_centre_that_does_not_see_the_disk_is_not_told(library: Library) -> None:
    imported(library)
    for kind in ("jellyfin", "emby", "kodi"):
        with centre(library, kind, is_at=lambda path: f"/nowhere{path}") as stand_in:
            (told,) = tell(library, FILMS[0])
            assert (told.state, told.waiting) == ("unseen", 1)
            assert "does not see" in line(told)
            assert stand_in.told == []


def test_a_centre_that_is_down_is_told_next_time(library: Library) -> None:
    imported(library)
    with centre(library, "jellyfin") as stand_in:
        pass
    (told,) = tell(library, FILMS[0])
    assert (told.state, told.waiting, told.exit) == ("failed", 1, Exit.API)
    with CentreStandIn("jellyfin", {"Films": [str(library.links)]}) as stand_in:
        use(library, stand_in)
        (told,) = tell(library, FILMS[1])
        assert stand_in.told == shown(here(library, FILMS[0], FILMS[1]))
    assert told.folders == 2
    assert waiting(library) == []


@pytest.mark.parametrize("status", [400, 401, 500])
def test_a_centre_that_says_no_to_what_it_is_told(
    library: Library, jellyfin: CentreStandIn, status: int
) -> None:
    imported(library)
    jellyfin.hostile["/Library/Media"] = lambda handler: handler.send(status)
    (told,) = tell(library, FILMS[0])
    assert (told.state, told.waiting) == ("failed", 1)
    assert waiting(library) == here(library, FILMS[0])


def test_one_centre_does_not_keep_another_from_it(library: Library) -> None:
    imported(library)
    folders = {"Films": [str(library.links)]}
    with CentreStandIn("plex", folders) as plex, CentreStandIn("emby", folders) as emby:
        use(library, plex, emby)
        plex.token = "another-one"
        first, second = tell(library, FILMS[0])
        assert (first.state, second.state) == ("failed", "told")
        assert waiting(library, "plex") == here(library, FILMS[0])
        assert waiting(library, "emby-2") == []


def test_a_missing_path_map_is_told(library: Library) -> None:
    imported(library)
    with CentreStandIn("jellyfin", {"Films": ["/data/video"]}) as stand_in:
        use(library, stand_in)
        (told,) = tell(library, FILMS[0])
        assert (told.state, told.waiting, told.exit) == ("unknown", 1, Exit.ATTENTION)
        assert "path map" in line(told)
        assert stand_in.told == []
        mapped = f'[[media_centre.path_map]]\ntheirs = "/data/video"\nhere = "{library.links}"\n'
        stand_in.is_at = lambda path: path.replace("/data/video", str(library.links))
        use(library, stand_in, maps=mapped)
        (told,) = tell(library)
        assert told.state == "told"
        assert stand_in.told == [f"/data/video/{FILMS[0]}"]


def test_what_lies_in_no_library_is_not_waited_for(library: Library) -> None:
    """Jellyfin looks at everything when it is told of what it does not know."""
    imported(library)
    with CentreStandIn("jellyfin", {"Films": [f"{library.links}/Films"]}) as stand_in:
        use(library, stand_in)
        (told,) = tell(library, FILMS[0], "Other/x")
        assert (told.state, told.folders, told.foreign) == ("told", 1, 1)
        assert stand_in.told == shown(here(library, FILMS[0]))
    assert waiting(library) == []


def test_told_is_not_seen(library: Library) -> None:
    """Kodi is asked afterwards whether its library holds what it was told of."""
    with centre(library, "kodi") as stand_in:
        imported(library)
        stand_in.is_at = lambda path: path if path.endswith(".mkv") else "/nowhere"
        (told,) = tell(library, FILMS[0])
        assert (told.state, told.missing, told.exit) == ("told", 1, Exit.ATTENTION)
        assert "nothing yet" in line(told)


def test_many_are_told_together(library: Library, jellyfin: CentreStandIn) -> None:
    imported(library)
    (told,) = tell(library, *(f"Films/More {n}" for n in range(200)))
    assert jellyfin.told == [f"{library.links}/Films"]
    assert told.folders == 1


def test_who_interrupts_waits_for_no_centre(library: Library, jellyfin: CentreStandIn) -> None:
    catalogue = imported(library)
    cancel = CancelToken()
    cancel.set()
    folders = here(library, FILMS[0])
    (told,) = telling.tell(catalogue, library.settings(), folders, cancel)
    assert (told.state, told.waiting) == ("failed", 1)


def test_what_a_centre_was_to_be_told_goes_with_it(library: Library) -> None:
    imported(library)
    with centre(library, "jellyfin"):
        pass
    tell(library, FILMS[0])
    with centre(library, "plex"):
        tell(library, FILMS[1])
    assert waiting(library) == []


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_any_name_is_told_or_its_folder(
    library: Library, jellyfin: CentreStandIn, name: bytes
) -> None:
    imported(library)
    library.link(b"Films/" + name + b"/film.mkv", library.path("Films/Film 0 (2001)/film.mkv"))
    folder = library.path(b"Films/" + name, library.links)
    (told,) = telling.tell(
        open_catalogue(library.database), library.settings(), [folder], CancelToken()
    )
    assert told.state == "told"
    try:
        expected = folder.decode()
    except UnicodeDecodeError:
        expected = f"{library.links}/Films"
    assert jellyfin.told == [expected]


def test_all_of_a_centre_while_all_is_there(library: Library, any_kind: CentreStandIn) -> None:
    catalogue = imported(library)
    tell_all = lambda: telling.tell_all(  # noqa: E731
        catalogue, library.settings(), library.settings().media_centres, CancelToken()
    )
    os.rename(library.storage, f"{library.storage}.away")
    (told,) = tell_all()
    assert (told.state, told.exit) == ("away", Exit.REFUSED)
    assert any_kind.requests == []
    os.rename(f"{library.storage}.away", library.storage)
    (told,) = tell_all()
    assert (told.state, told.exit) == ("told", Exit.OK)
    last = any_kind.requests[-1]
    assert last.path in (
        "/Library/Refresh",
        "/emby/Library/Refresh",
        "/library/sections/all/refresh",
        "/jsonrpc",
    )
