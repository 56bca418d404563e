"""Settings: from file, environment and options; each wrong value told in one line."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from vidtui.cli.context import Invocation
from vidtui.cli.program import vidtui as program
from vidtui.errors import UsageProblem
from vidtui.settings import file, model
from vidtui.settings.model import FIELDS, PathMap, RootSetting, Settings

EXAMPLES: dict[str, tuple[str, str, Any]] = {
    "language": ('"fr"', "fr", "fr"),
    "storage": ('["/a", "/b"]', "/a:/b", None),
    "links": ('["/v"]', "/v", None),
    "path_map": ('["/media=/a"]', "/media=/a", None),
    "trash": ('"/t/"', "/t", b"/t"),
    "extensions": ('[".MKV", "*.mp4"]', "mkv, mp4", frozenset({b".mkv", b".mp4"})),
    "film_folders": ('["Ciné"]', "CINÉ", frozenset({"cine"})),
    "series_folders": ('["Télé"]', "télé", frozenset({"tele"})),
    "anime_folders": ('["Japon"]', "japon", frozenset({"japon"})),
    "ignored_folders": ('["Old*"]', "Old*", None),
    "reading": ('"names"', "names", "names"),
    "volatile_days": ("5", "5", 5),
    "tmdb.token_file": ('"/t/token"', "/t/token", Path("/t/token")),
    "tmdb.url": ('"http://127.0.0.1:8000/3/"', "http://127.0.0.1:8000/3", "http://127.0.0.1:8000/3"),
    "tmdb.requests_per_10_s": ("50", "50", 50),
    "audio_languages": ('["fr"]', "fr", ("fr",)),
    "subtitle_languages": ('["fr", "en"]', "fr, en", ("fr", "en")),
    "probe.auto": ("true", "true", True),
}  # fmt: skip
"""By key: the value in a file, the value in the environment, what it becomes."""
IN_TABLES = {"media_centre", "notify.urls_file", "notify.when", "notify.titles", "hooks.after",
             "play.command", "play.path_map", "posters.show", "posters.url",
             "posters.cache_mib", "posters.adult"}  # fmt: skip
"""They have tests of their own."""
IN_FILE_ONLY: dict[str, list[tuple[str, Any]]] = {
    "keyboard": [('"azerty"', "azerty")],
    "theme": [('"nord"', "nord")],
    "companions": [('"all"', "all"), ('"none"', "none")],
    "settle": [('"90s"', 90), ('"1h30m"', 5400)],
    "keys": [
        ('{"links.undo" = "z"}', (("links.undo", "z"),)),
        ('{links.undo = "z", links.skip = "u, ctrl+s"}',
         (("links.undo", "z"), ("links.skip", "u, ctrl+s"))),
    ],
}  # fmt: skip
"""By key of what only the file can set: values there, and what they become."""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def load(
    config: Path, text: str = "", env: dict[str, str] | None = None, **options: Any
) -> Settings:
    if text:
        config.write_text(text, encoding="utf-8")
    keys = {field.parameter: field.key for field in FIELDS}
    given = {keys.get(name, name): value for name, value in options.items()}
    return model.load(given, config=config, data_dir=config.parent / "data", env=env or {})


def value_of(found: Settings, key: str) -> Any:
    if key in ("storage", "links"):
        return found.of(key)
    (field,) = [field for field in FIELDS if field.key == key]
    return getattr(found, field.attribute or field.parameter)


def test_every_key_has_an_example() -> None:
    in_file_only = {field.key for field in FIELDS if field.in_file_only}
    assert in_file_only - IN_TABLES == set(IN_FILE_ONLY)
    assert {field.key for field in FIELDS} - in_file_only == set(EXAMPLES)


@pytest.mark.parametrize("key", EXAMPLES)
def test_each_key_is_what_an_option_of_its_name_sets(key: str) -> None:
    (name,) = {one.name for one in program.params if f"--{re.sub('[._]', '-', key)}" in one.opts}
    invocation = Invocation(batch=True)
    invocation.note(str(name), "x")
    assert invocation.values == {key: "x"}


@pytest.mark.parametrize("key", IN_FILE_ONLY)
def test_what_only_the_file_can_set(config: Path, key: str) -> None:
    usual = value_of(load(config), key)
    field = next(field for field in FIELDS if field.key == key)
    for in_file, expected in IN_FILE_ONLY[key]:
        found = load(config, f"{key} = {in_file}\n", {field.variable: "x"}, **{key: "x"})
        assert value_of(found, key) == expected != usual
        assert found.given == ()
        config.unlink()
        assert value_of(load(config, env={field.variable: "x"}, **{key: "x"}), key) == usual


def test_keys_of_a_table_of_its_own(config: Path) -> None:
    found = load(config, '[keys]\nlinks.undo = "z"\n"app.help" = "f1"\n')
    assert found.keys == (("links.undo", "z"), ("app.help", "f1"))


@pytest.mark.parametrize("key", EXAMPLES)
def test_each_key_from_file_environment_and_option(config: Path, key: str) -> None:
    in_file, elsewhere, expected = EXAMPLES[key]
    field = next(field for field in FIELDS if field.key == key)
    table, _dot, name = key.rpartition(".")
    text = f"[{table}]\n{name} = {in_file}\n" if table else f"{key} = {in_file}\n"
    from_file = value_of(load(config, text), key)
    config.unlink()
    from_env = value_of(load(config, env={field.variable: elsewhere}), key)
    given = elsewhere.split(":") if key in ("storage", "links") else elsewhere
    given = [given] if key == "path_map" else given
    from_option = value_of(model.load({key: given}, config=config, env={}), key)
    assert from_file == from_env == from_option != value_of(load(config), key)
    if expected is not None:
        assert from_file == expected


def test_options_beat_environment_beats_file(config: Path) -> None:
    text = 'language = "en"\ntrash = "/file"\n[tmdb]\nurl = "http://file"\n'
    env = {"VIDTUI_LANGUAGE": "fr", "VIDTUI_TRASH": "/env", "VIDTUI_EXTENSIONS": ""}
    found = load(config, text, env, language="en")
    assert (found.language, found.trash, found.tmdb_url) == ("en", b"/env", "http://file")


def test_defaults_without_any_file(config: Path) -> None:
    found = load(config)
    assert found.roots == found.path_maps == ()
    assert found.language == "en"
    assert b".mkv" in found.extensions
    assert "films" in found.film_folders
    assert "#recycle" in found.ignored_folders
    assert found.tmdb_url == "https://api.themoviedb.org/3"
    assert found.tmdb_requests_per_10_s == 40
    assert found.tmdb_token_file == config.parent / "tmdb-token"
    assert found.database == config.parent / "data" / "catalogue.sqlite3"


def test_own_ignored_folders_come_beside_the_built_in_ones(config: Path) -> None:
    assert {"#recycle", "Old"} <= set(load(config, 'ignored_folders = ["Old"]').ignored_folders)


def test_tables_of_roots_and_path_maps(config: Path) -> None:
    found = load(
        config,
        '[[storage]]\npath = "/a/"\nkind = "film"\nmarker = true\n'
        '[[storage]]\npath = "~/b"\n[[links]]\npath = "//v/../v"\n'
        '[[path_map]]\nwritten = "/media"\nhere = "/a"\n',
    )
    home = os.fsencode(os.environ["HOME"])
    assert found.roots == (
        RootSetting("storage", b"/a", "film", marker=True),
        RootSetting("storage", home + b"/b"),
        RootSetting("links", b"/v"),
    )
    assert found.path_maps == (PathMap(b"/media", b"/a"),)


def test_the_trash_is_beside_each_link_root_unless_configured(config: Path) -> None:
    assert load(config).trash_of(b"/volume1/video") == b"/volume1/trash"
    assert load(config, 'trash = "/corbeille"').trash_of(b"/volume1/video") == b"/corbeille"


MISPLACED: dict[str, tuple[str, str]] = {
    "inside storage": ('"/nas/files/trash"', "it lies inside the storage root /nas/files"),
    "storage itself": ('"/nas/files"', "it lies inside the storage root /nas/files"),
    "by another writing": ('"//nas/./x/../files//bin/"', "it lies inside the storage root"),
    "above storage": ('"/nas"', "/nas/files lies inside it"),
    "above all": ('"/"', "/nas/files lies inside it"),
    "a link root": ('"/tree/video"', "/tree/video lies inside it"),
    "above a link root": ('"/tree"', "/tree/video lies inside it"),
    "the folder of the catalogue": ('"/home/data"', "/home/data lies inside it"),
    "above the catalogue": ('"/home"', "/home/data lies inside it"),
}


@pytest.mark.parametrize(("trash", "why"), MISPLACED.values(), ids=MISPLACED.keys())
def test_a_trash_where_none_can_be(config: Path, trash: str, why: str) -> None:
    config.write_text(f'storage = ["/nas/files"]\nlinks = ["/tree/video"]\ntrash = {trash}\n')
    with pytest.raises(UsageProblem, match=re.escape(why)) as caught:
        model.load(config=config, data_dir=Path("/home/data"), env={})
    assert str(caught.value).endswith("; set another folder as trash")
    config.write_text('storage = ["/nas/files"]\nlinks = ["/tree/video"]\n')
    given = {"VIDTUI_TRASH": trash.strip('"')}
    with pytest.raises(UsageProblem, match=re.escape(why)):
        model.load(config=config, data_dir=Path("/home/data"), env=given)


@pytest.mark.parametrize(
    "trash",
    ["/nas/files2", "/nas/filesystem/trash", "/tree/video/.trash", "/tree/trash", "/home/data/x"],
)
def test_a_trash_that_is_beside_them(config: Path, trash: str) -> None:
    config.write_text(f'storage = ["/nas/files"]\nlinks = ["/tree/video"]\ntrash = "{trash}"\n')
    found = model.load(config=config, data_dir=Path("/home/data"), env={})
    assert found.trashes == (trash.encode(),)


def test_the_folder_that_a_link_to_the_catalogue_shows_is_no_trash(
    config: Path, tmp_path: Path
) -> None:
    disk, data = tmp_path / "disk", tmp_path / "data"
    for folder in (disk, data):
        folder.mkdir()
    (disk / "ours.sqlite3").touch()
    (data / "catalogue.sqlite3").symlink_to(disk / "ours.sqlite3")
    config.write_text(f'trash = "{disk}"\nlinks = ["/video"]\n')
    with pytest.raises(UsageProblem, match=f"{disk} lies inside it"):
        model.load(config=config, data_dir=data, env={})


def test_the_usual_trash_may_be_a_root_already(config: Path) -> None:
    config.write_text('storage = ["/nas/trash"]\nlinks = ["/nas/video"]\n')
    with pytest.raises(UsageProblem, match=r"^/nas/trash: it lies inside the storage root"):
        model.load(config=config, env={})
    before = load(config, 'storage = ["/nas/trash"]')
    with pytest.raises(UsageProblem, match=r"^/nas/trash: it lies inside the storage root"):
        model.with_roots(before, (*before.roots, RootSetting("links", b"/nas/video")))


def test_without_links_a_configured_trash_is_still_looked_at(config: Path) -> None:
    with pytest.raises(UsageProblem, match="it lies inside the storage root"):
        load(config, 'storage = ["/nas"]\ntrash = "/nas/trash"')


def test_names_that_are_no_utf8_from_the_environment(config: Path) -> None:
    found = load(config, env={"VIDTUI_STORAGE": os.fsdecode(b"/vid\xe9os")})
    assert found.roots == (RootSetting("storage", b"/vid\xe9os"),)


BAD = [
    ("language", '"de"', "must be one of: en, fr"),
    ("language", "[]", "must be one of: en, fr"),
    ("storage", '"relative"', "must be an absolute path"),
    ("storage", '[""]', "must be the path of a folder"),
    ("storage", "3", "must be a list"),
    ("storage", '[{kind = "film"}]', "must hold: path, kind, marker, reading, volatile_days"),
    ("storage", '[{path = "/a", kind = "musique"}]', "kind must be one of: film, series"),
    ("storage", '[{path = "/a", reading = "all"}]', "must be one of: full, sparing, names"),
    ("storage", '[{path = "/a", volatile_days = -1}]', "volatile_days must be a whole number"),
    ("links", '[{path = "/a", reading = "full"}]', "unknown key reading; it may hold: path"),
    ("reading", '"some"', "must be one of: full, sparing, names"),
    ("volatile_days", '"x"', "must be a whole number from 0 to 3650"),
    ("keyboard", '"dvorak"', "must be one of: qwerty, azerty, azerty-be, bepo, czech, slovak"),
    ("keyboard", "1", "must be one of: qwerty"),
    ("theme", '""', "must be a text of one line"),
    ("theme", '"a\\nb"', "must be a text of one line"),
    ("theme", "1", "must be a text of one line"),
    ("keys", '"u"', "must be a table such as"),
    ("keys", "{links = 1}", "links must be keys such as u, ctrl+u or f5"),
    ("keys", "{links = {undo = {a = 1}}}", "links.undo must be keys such as"),
    ("keys", '{links = {"a\\u001b" = 1}}', "links.a\\x1b must be keys such as"),
    ("storage", '[{path = "/a", marker = "yes"}]', "marker must be true or false"),
    ("storage", '[{path = "/a", name = "x"}]', "unknown key name"),
    ("storage", '["/a\\u0000b"]', "must be the path of a folder"),
    ("links", '[{path = "/a", kind = "film"}]', "unknown key kind; it may hold: path, marker"),
    ("path_map", '["/media"]', "must be WRITTEN=HERE"),
    ("path_map", '[{written = "/media"}]', "must be the path of a folder"),
    ("trash", '"trash"', "must be an absolute path"),
    ("trash", "true", "must be the path of a folder"),
    ("extensions", '["m k v"]', "must be a list of file extensions"),
    ("extensions", "[]", "must be a list of file extensions"),
    ("extensions", "[1]", "must be a list of names"),
    ("film_folders", "1", "must be a list of names"),
    ("tmdb.url", '"ftp://x"', "must be an http or https address"),
    ("tmdb.url", '"https://me:secret@x"', "must be an http or https address"),
    ("tmdb.requests_per_10_s", "0", "must be a whole number from 1 to 400"),
    ("tmdb.requests_per_10_s", "401", "must be a whole number from 1 to 400"),
    ("tmdb.requests_per_10_s", "true", "must be a whole number from 1 to 400"),
    ("tmdb.requests_per_10_s", '"many"', "must be a whole number from 1 to 400"),
    ("tmdb.requests_per_10_s", "1.5", "must be a whole number from 1 to 400"),
]


@pytest.mark.parametrize(("key", "value", "why"), BAD)
def test_a_wrong_value_names_file_key_and_what_is_allowed(
    config: Path, key: str, value: str, why: str
) -> None:
    with pytest.raises(UsageProblem) as caught:
        load(config, f"{key} = {value}\n")
    message = str(caught.value)
    assert message.startswith(f"{config}: {key}: ")
    assert why in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("key", "value"),
    [("language", "de"), ("storage", "x"), ("path_map", "x"), ("tmdb.requests_per_10_s", "x")],
)
def test_a_wrong_value_names_environment_or_option(config: Path, key: str, value: str) -> None:
    field = next(field for field in FIELDS if field.key == key)
    with pytest.raises(UsageProblem, match=f"^{field.variable}: {key}: "):
        load(config, env={field.variable: value})
    with pytest.raises(UsageProblem, match=f"^{field.option}: {key}: "):
        model.load({key: value}, config=config, env={})


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('langage = "fr"', "langage: no such setting; did you mean language?"),
        ('extention = ["mkv"]', "did you mean extensions?"),
        ("[tmdb]\nurll = 1", "did you mean tmdb.url?"),
        ("zzzzz = 1", "language, storage, links"),
        ('"\\u001b[31m" = 1', "\\x1b[31m: no such setting"),
    ],
)
def test_unknown_keys_get_a_suggestion(config: Path, text: str, hint: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        load(config, text)
    assert hint in str(caught.value)
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize("text", ['token = "canary"', '[tmdb]\ntoken = "canary"'])
def test_the_token_does_not_belong_into_the_file(config: Path, text: str) -> None:
    with pytest.raises(UsageProblem, match="VIDTUI_TMDB_TOKEN") as caught:
        load(config, text)
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [b"language = ", b"= 3", b"\xff\xfe", b'a = "1"\na = "2"', b"[tmdb\n", b"a = " + b"[" * 5000],
    ids=["no value", "no key", "no UTF-8", "twice", "no end", "too deep"],
)
def test_what_is_no_toml(config: Path, content: bytes) -> None:
    config.write_bytes(content)
    with pytest.raises(UsageProblem, match="is not valid TOML") as caught:
        load(config)
    assert "\n" not in str(caught.value)


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="it is a folder"):
        load(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        'storage = ["/a", "/a/b"]',
        'storage = ["/a"]\nlinks = ["/a/video"]',
        'storage = ["/a/x"]\nlinks = ["/a"]',
        'storage = ["/a", "/a"]',
        'storage = ["/a", "/a-1", "/a/b"]',
        'storage = ["/", "/a"]',
    ],
)
def test_nested_roots_are_refused(config: Path, text: str) -> None:
    with pytest.raises(UsageProblem, match="lies inside"):
        load(config, text)


def test_names_that_only_begin_alike_are_not_nested(config: Path) -> None:
    assert len(load(config, 'storage = ["/a", "/a-1", "/ab"]').roots) == 3


class TestFile:
    """Changes keep what the user wrote."""

    TEXT = '# mine\nlanguage = "fr"  # ma langue\n\n# disks\n[[storage]]\npath = "/a"  # big one\n'

    def test_adding_a_root_keeps_comments(self, config: Path) -> None:
        config.write_text(self.TEXT)
        file.add_root(config, RootSetting("storage", b"/b", "film", marker=True))
        file.add_root(config, RootSetting("links", b"/v"))
        text = config.read_text()
        assert text.startswith(self.TEXT)
        assert load(config).roots == (
            RootSetting("storage", b"/a"),
            RootSetting("storage", b"/b", "film", marker=True),
            RootSetting("links", b"/v"),
        )

    def test_a_file_that_is_not_there_yet(self, tmp_path: Path) -> None:
        config = tmp_path / "new" / "config.toml"
        file.add_root(config, RootSetting("storage", "/vidéos".encode()))
        assert load(config).roots == (RootSetting("storage", "/vidéos".encode()),)

    @pytest.mark.parametrize(
        "text", ['storage = ["/a"]', 'storage = "/a"', 'storage = [{path = "/a"}]', "storage = []"]
    )
    def test_adding_to_roots_that_are_written_in_one_line(self, config: Path, text: str) -> None:
        config.write_text(f"{text}\nlanguage = 'fr'\n")
        before = load(config).roots
        file.add_root(config, RootSetting("storage", b"/b", "film"))
        assert load(config).roots == (*before, RootSetting("storage", b"/b", "film"))

    @pytest.mark.parametrize(
        "text",
        [
            '[[storage]]\npath = "/a"  # note\n[[path_map]]\nwritten = "/m"\nhere = "/a"\n',
            'storage = ["/a"]\npath_map = ["/m=/a"]\n',
            'storage = "/a"\npath_map = "/m=/a"\n',
            'storage = [{path = "//a/"}]\npath_map = [{written = "/m", here = "/a/"}]\n',
        ],
    )
    def test_moving_a_root_and_the_maps_that_lead_to_it(self, config: Path, text: str) -> None:
        config.write_text(text)
        file.move_root(config, b"/a", b"/new")
        found = load(config)
        assert found.roots == (RootSetting("storage", b"/new"),)
        assert found.path_maps == (PathMap(b"/m", b"/new"),)
        assert ("# note" in text) == ("# note" in config.read_text())

    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ('[[storage]]\npath = "/a"\nkind = "film"\n[[storage]]\npath = "/new"\n', "film"),
            (
                'storage = [{path = "/a", kind = "film"}, {path = "/new", kind = "series"}]',
                "series",
            ),
            ('storage = ["/a", "/new"]\n', None),
            ('storage = "/a:/new"\n', None),
        ],
    )
    def test_moving_a_root_to_where_the_file_has_one(
        self, config: Path, text: str, kind: Any
    ) -> None:
        config.write_text(text)
        file.move_root(config, b"/a", b"/new")
        assert load(config).roots == (RootSetting("storage", b"/new", kind),)

    @pytest.mark.parametrize(
        ("text", "left"),
        [
            ('# disks\n[[storage]]\npath = "/b"\n[[storage]]\npath = "/a/"  # big\n', [b"/b"]),
            ('[[storage]]\npath = "/a"\n', []),
            ('[[links]]\npath = "/a"\n\n[[storage]]\npath = "/b"\n', [b"/b"]),
            ('storage = ["/a", "/b"]\n', [b"/b"]),
            ('storage = ["/a"]\n', []),
            ('storage = "/b:/a"\n', [b"/b"]),
            ('storage = "/a"\n', []),
            ('storage = [{path = "/a"}, {path = "/b"}]\n', [b"/b"]),
        ],
    )
    def test_taking_a_root_out(self, config: Path, text: str, left: list[bytes]) -> None:
        config.write_text("# mine\n" + text)
        file.remove_root(config, b"/a")
        assert [root.path for root in load(config).roots] == left
        assert config.read_text().startswith("# mine\n")
        before = config.read_text()
        with pytest.raises(UsageProblem, match="names no root at /a"):
            file.remove_root(config, b"/a")
        assert config.read_text() == before

    def test_a_root_with_all_that_can_be_said_of_it(self, config: Path) -> None:
        root = RootSetting("storage", b"/a", "film", True, "sparing", 5)
        file.add_root(config, root)
        assert load(config).roots == (root,)

    def test_setting_values_before_the_tables(self, config: Path) -> None:
        config.write_text('# top\n[[storage]]\npath = "/a"\n')
        file.set_values(config, language="fr", trash=None)
        assert load(config).language == "fr"
        assert "# top" in config.read_text()
        file.set_values(config, language=None)
        assert load(config).language == "en"

    def test_a_path_map(self, config: Path) -> None:
        config.write_text('path_map = ["/x=/y"]\n')
        file.add_path_map(config, PathMap(b"/media", b"/a"))
        assert load(config).path_maps == (PathMap(b"/x", b"/y"), PathMap(b"/media", b"/a"))

    def test_names_that_toml_cannot_hold_are_refused_and_nothing_is_written(
        self, config: Path
    ) -> None:
        config.write_text(self.TEXT)
        with pytest.raises(UsageProblem, match="UTF-8"):
            file.add_root(config, RootSetting("storage", b"/\xff"))
        assert config.read_text() == self.TEXT

    def test_hostile_names_survive(self, config: Path) -> None:
        path = '/new\nline "quoted" \u202e\x1b'.encode()
        file.add_root(config, RootSetting("storage", path))
        assert load(config).roots == (RootSetting("storage", path),)

    def test_a_link_to_the_file_stays_a_link_and_its_mode_stays(self, tmp_path: Path) -> None:
        real, config = tmp_path / "dotfiles.toml", tmp_path / "config.toml"
        real.write_text(self.TEXT)
        real.chmod(0o600)
        config.symlink_to(real)
        file.add_root(config, RootSetting("links", b"/v"))
        assert config.is_symlink()
        assert len(load(real).roots) == 2
        assert real.stat().st_mode & 0o777 == 0o600

    def test_a_folder_that_cannot_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(UsageProblem, match="cannot be written"):
            file.set_values(tmp_path / "file" / "config.toml", language="fr")

    @pytest.mark.parametrize("what", ["fifo", "link to a fifo"])
    def test_what_is_no_ordinary_file_is_not_replaced(self, tmp_path: Path, what: str) -> None:
        fifo, config = tmp_path / "fifo", tmp_path / "config.toml"
        os.mkfifo(fifo)
        path = fifo if what == "fifo" else config
        if path is config:
            config.symlink_to(fifo)
        with pytest.raises(UsageProblem, match="named pipe"):
            file.write_token(path, "x" * 20)
        with pytest.raises(UsageProblem, match="named pipe"):
            file.set_values(path, language="fr")
        with pytest.raises(UsageProblem, match="named pipe"):
            model.load(config=path, env={})
        assert fifo.is_fifo()
        assert path.is_symlink() == (path is config)

    def test_nothing_is_left_behind(self, config: Path) -> None:
        file.set_values(config, language="fr")
        assert list(config.parent.iterdir()) == [config]
        assert tomlkit.parse(config.read_text()) == {"language": "fr"}
