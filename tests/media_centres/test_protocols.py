"""What each media centre is asked and told, over real HTTP: method, path, header and body."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.support.centres import PASSWORD, SECRET, CentreStandIn, centre, use
from tests.support.library import Library
from vidtui.errors import UsageProblem
from vidtui.jobs.base import CancelToken
from vidtui.media_centres.base import Centre, CentreDenied, Danger
from vidtui.media_centres.registry import open_centre

KINDS = ["jellyfin", "emby", "plex", "kodi"]


def opened(library: Library) -> Centre:
    settings = library.settings()
    return open_centre(settings, settings.media_centres[0], CancelToken())


@pytest.fixture(params=KINDS)
def any_kind(request: pytest.FixtureRequest, library: Library) -> Iterator[CentreStandIn]:
    with centre(library, request.param) as stand_in:
        yield stand_in


def test_it_says_its_version_and_its_folders(library: Library, any_kind: CentreStandIn) -> None:
    known = opened(library).look()
    assert known.version in ("10.11.2", "1.41.0.1-abc", "20.1")
    assert known.folders == (os.fsencode(str(library.links)),)
    assert [one.kind for one in known.dangers if one.kind != "clean-unknown"] == []
    assert not known.unread


def test_no_request_has_the_token_in_its_address(library: Library, any_kind: CentreStandIn) -> None:
    looking = opened(library)
    known = looking.look()
    looking.tell([os.fsencode(str(library.links))], known)
    looking.tell_all()
    assert any_kind.requests
    for one in any_kind.requests:
        assert SECRET not in f"{one.path}{one.query}{one.body}"
        assert PASSWORD.partition(":")[2] not in f"{one.path}{one.query}{one.body}"
        assert not [name for name in one.headers if name == "cookie"]


def test_a_wrong_token_is_refused(library: Library, any_kind: CentreStandIn) -> None:
    any_kind.token = "another:one"
    with pytest.raises(CentreDenied, match="refuses the token"):
        opened(library).look()


@pytest.mark.parametrize(("kind", "prefix"), [("jellyfin", ""), ("emby", "/emby")])
def test_jellyfin_and_emby_are_told_of_folders(library: Library, kind: str, prefix: str) -> None:
    with centre(library, kind) as stand_in:
        telling = opened(library)
        telling.tell(["/v/Été".encode(), b"/v/a b&c", b"/v/\xff"], telling.look())
        (told,) = [one for one in stand_in.requests if one.method == "POST"]
        assert told.path == f"{prefix}/Library/Media/Updated"
        assert told.body == {
            "Updates": [
                {"Path": "/v/Été", "UpdateType": "Modified"},
                {"Path": "/v/a b&c", "UpdateType": "Modified"},
            ]
        }
        telling.tell_all()
        assert stand_in.requests[-1].path == f"{prefix}/Library/Refresh"


def test_plex_is_told_section_by_section(library: Library) -> None:
    folders = {"Films": ["/v/Films"], "All": ["/v"], "Other": ["/v/Filmsetc"]}
    with CentreStandIn("plex", folders) as stand_in:
        use(library, stand_in)
        telling = opened(library)
        telling.tell(["/v/Films/Été & co".encode()], telling.look())
        told = [(one.path, one.query) for one in stand_in.requests if "path" in one.query]
        assert told == [
            ("/library/sections/1/refresh", {"path": "/v/Films/Été & co"}),
            ("/library/sections/2/refresh", {"path": "/v/Films/Été & co"}),
        ]


def test_kodi_is_told_of_the_nearest_folder_that_it_knows(library: Library) -> None:
    """It says "OK" and does nothing for one that it does not know."""
    with centre(library, "kodi") as stand_in:
        top = f"{library.links}/"
        telling = opened(library)
        known = telling.look()
        for folder in ("SF/Blade", "New/Film", "SF/Dune", "SF"):
            stand_in.films = {f"{top}SF/Dune/Dune.mkv", f"{top}sf/New/x"}
            telling.tell([os.fsencode(top + folder)], known)
        assert stand_in.told == [f"{top}SF/", top, f"{top}SF/Dune/", f"{top}SF/"]


def test_kodi_is_told_once_of_what_has_one_ancestor(library: Library) -> None:
    with centre(library, "kodi") as stand_in:
        telling = opened(library)
        folders = [os.fsencode(f"{library.links}/{name}") for name in ("a", "b", "c/d")]
        telling.tell(folders, telling.look())
        assert stand_in.told == [f"{library.links}/"]


@pytest.mark.parametrize("kind", ["jellyfin", "emby", "kodi"])
def test_it_is_asked_whether_it_sees_a_file(library: Library, kind: str) -> None:
    library.put("Films/a.mkv")
    library.link("a.mkv", library.path("Films/a.mkv"))
    library.link("broken.mkv", "/nowhere")
    assert library.links is not None
    with centre(library, kind):
        looking = opened(library)
        assert looking.sees(library.path("a.mkv", library.links)) is True
        assert looking.sees(library.path("broken.mkv", library.links)) is False
        assert looking.sees(b"/v/\xff.mkv") is None


def test_plex_cannot_be_asked_whether_it_sees_a_file(library: Library) -> None:
    with centre(library, "plex"):
        assert opened(library).sees(b"/v/a.mkv") is None


@pytest.mark.parametrize(
    ("kind", "settings", "expected"),
    [
        ("jellyfin", {"EnableRealtimeMonitor": True}, Danger("real-time", "Films")),
        (
            "jellyfin",
            {"Triggers": [{"Type": "IntervalTrigger", "IntervalTicks": 432_000_000_000}]},
            Danger("scheduled-scan", every_s=43_200),
        ),
        (
            "emby",
            {"Triggers": [{"Type": "DailyTrigger"}]},
            Danger("scheduled-scan", every_s=86_400),
        ),
        ("emby", {"Triggers": [{"Type": "StartupTrigger"}]}, Danger("scheduled-scan")),
        ("jellyfin", {"CleanLists": [{"Type": "StartupTrigger"}]}, Danger("clean-lists")),
        ("plex", {"autoEmptyTrash": True}, Danger("empty-trash")),
        ("plex", {"autoEmptyTrash": "1"}, Danger("empty-trash")),
        ("plex", {"FSEventLibraryUpdatesEnabled": True}, Danger("real-time")),
        (
            "plex",
            {"ScheduledLibraryUpdatesEnabled": True, "ScheduledLibraryUpdateInterval": 3600},
            Danger("scheduled-scan", every_s=3600),
        ),
        ("kodi", {"videolibrary.updateonstartup": True}, Danger("scan-at-start")),
    ],
)
def test_what_empties_a_library_is_found(
    library: Library, kind: str, settings: dict[str, object], expected: Danger
) -> None:
    with centre(library, kind) as stand_in:
        stand_in.settings = settings
        found = [one for one in opened(library).look().dangers if one.kind != "clean-unknown"]
        assert found == [expected]


def test_a_kodi_without_a_password(library: Library) -> None:
    with centre(library, "kodi", token=None):
        assert opened(library).look().version == "20.1"


def test_a_source_of_kodi_that_is_several(library: Library) -> None:
    with CentreStandIn("kodi", {"All": ["multipath://%2fa%2f/smb%3a%2f%2fnas%2fb%2f"]}) as stand_in:
        use(library, stand_in)
        assert opened(library).look().folders == (b"/a", b"smb://nas/b")


@pytest.mark.parametrize("kind", ["jellyfin", "emby", "plex"])
def test_without_a_token_nothing_is_asked(library: Library, kind: str) -> None:
    with centre(library, kind, token=None) as stand_in:
        with pytest.raises(UsageProblem, match=f"{kind}-token.*there is no token"):
            opened(library)
        assert stand_in.requests == []


@pytest.mark.parametrize(
    ("kind", "content", "mode", "why"),
    [
        ("jellyfin", SECRET, 0o644, "others can read the secret"),
        ("plex", "two words", 0o600, "one line of letters"),
        ("emby", 'a"; evil="12345678', 0o600, "one line of letters"),
        ("emby", SECRET + "\n" + SECRET, 0o600, "one line of letters"),
        ("kodi", "nocolon", 0o600, "NAME:PASSWORD"),
        ("kodi", "é:x", 0o600, "NAME:PASSWORD"),
    ],
)
def test_a_token_file_obeys_the_rules_of_tmdbs(
    library: Library, kind: str, content: str, mode: int, why: str
) -> None:
    with centre(library, kind) as stand_in:
        file = library.config.parent / f"{kind}-token"
        file.write_text(content)
        file.chmod(mode)
        with pytest.raises(UsageProblem, match=why) as raised:
            opened(library)
        assert content not in str(raised.value)
        assert stand_in.requests == []
