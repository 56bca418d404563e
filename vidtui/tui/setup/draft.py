"""What the first run asks for, as long as nothing is written."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace

from vidtui.disk.mounts import Policy, policy_of, reading_of
from vidtui.disk.root_identity import RootState
from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.keyboard import QWERTY, layouts_typing, telling_digit
from vidtui.settings import file as settings_file
from vidtui.settings import token
from vidtui.settings.model import PathMap, Role, RootSetting, Settings, load, require_places
from vidtui.settings.values import nested_roots
from vidtui.text import printable
from vidtui.tui.formatting import because
from vidtui.tui.services import Services


@dataclass
class Draft:
    """The answers so far; ``written`` and ``here`` are a path map still being typed.

    ``unlinkable`` says of link roots why no link can be made there; ``proved`` is a token that TMDB
    takes. ``asked`` is the digit whose key is to be pressed, ``layouts`` the keyboards on which the
    one before typed what it did.
    """

    language: str
    keyboard: str = QWERTY
    storage: list[bytes] = field(default_factory=list)
    links: list[bytes] = field(default_factory=list)
    maps: list[PathMap] = field(default_factory=list)
    trash: bytes | None = None
    marker: bool = False
    typed: dict[str, str] = field(default_factory=dict)
    places: dict[bytes, RootState] = field(default_factory=dict)
    unlinkable: dict[bytes, str] = field(default_factory=dict)
    proved: str = field(default="", repr=False)
    asked: int = 1
    layouts: tuple[str, ...] = ()

    @classmethod
    def of(cls, settings: Settings) -> Draft:
        """Begin with what the settings say already."""
        return cls(
            language=settings.language,
            keyboard=settings.keyboard,
            storage=[root.path for root in settings.of("storage")],
            links=[root.path for root in settings.of("links")],
            maps=list(settings.path_maps),
            trash=settings.trash,
        )

    @property
    def roots(self) -> tuple[RootSetting, ...]:
        """All roots, storage first."""
        return (
            *(RootSetting("storage", path, None, self._marks(path)) for path in self.storage),
            *(RootSetting("links", path, None, self.marker) for path in self.links),
        )

    def _marks(self, path: bytes) -> bool:
        """Whether a marker file may be put on a storage root: not where no file is opened."""
        place = self.places.get(path)
        types = place.filesystems if place is not None else ()
        return self.marker and reading_of(types) != "names"

    def policy(self, settings: Settings, path: bytes) -> Policy | None:
        """Return how much may be read of a storage root, None where that is not known here."""
        place = self.places.get(path)
        if place is None or not any(place.filesystems):
            return None
        return policy_of(settings, RootSetting("storage", path), place.filesystems)

    @property
    def begins_map(self) -> bool:
        """Whether either end of a path map is typed."""
        return any(self.typed.get(end, "").strip() for end in ("written", "here"))

    def settings(self, before: Settings) -> Settings:
        """Return what the settings will say of roots and trash."""
        return replace(before, roots=self.roots, trash=self.trash)

    def check(self, services: Services, path: bytes) -> RootState:
        """Look whether a folder can be added; may take as long as a probe does.

        Raises:
            UsageProblem: it is no folder, cannot be read, or is a root already.
        """
        _refuse_unwritable_name(path)
        if path in (*self.storage, *self.links):
            raise UsageProblem(_("{path}: is a root already").format(path=printable(path)))
        problem = nested_roots([*(root.path for root in self.roots), path])
        if problem:
            raise UsageProblem(problem)
        state = services.look_at(path)
        if not state.online:
            raise UsageProblem(because(path, state.reason))
        for other, known in self.places.items():
            if known.device is not None and (known.device, known.inode) == (
                state.device,
                state.inode,
            ):
                raise UsageProblem(
                    _("{path}: is the same folder as {other}").format(
                        path=printable(path), other=printable(other)
                    )
                )
        return state

    def try_out(self, services: Services, role: Role, path: bytes) -> tuple[RootState, str]:
        """Check a folder, and in one for links that they can be made; say why not.

        Raises:
            UsageProblem: as ``check``.
        """
        state = self.check(services, path)
        return state, (services.try_links(path) or "") if role == "links" else ""

    def learn(self, character: str) -> bool | None:
        """Take what the key of the digit that was asked for typed.

        Returns:
            Whether the keyboard is known now; None where no keyboard types that there.
        """
        found = layouts_typing(character, self.asked)
        if self.layouts:
            found = tuple(name for name in found if name in self.layouts)
        if not found:
            return None
        if len(found) > 1:
            self.layouts, self.asked = found, telling_digit(found) or self.asked
            return False
        self.take_keyboard(found[0])
        return True

    def take_keyboard(self, layout: str) -> None:
        """Note a keyboard; asked again, it begins anew."""
        self.keyboard, self.layouts, self.asked = layout, (), 1

    def add(self, role: Role, path: bytes, state: RootState) -> None:
        """Add a folder that was checked."""
        (self.storage if role == "storage" else self.links).append(path)
        self.places[path] = state

    def remove_last(self, role: Role) -> None:
        """Take back the folder that was added last."""
        self.places.pop((self.storage if role == "storage" else self.links).pop(), None)

    def token_problem(self) -> str | None:
        """Return in one line why the typed token cannot be one, None when it can."""
        return token.problem(self.typed.get("token", ""))

    def write(self, settings: Settings) -> Settings:
        """Write settings and token, and return the settings as they are then read.

        What stands in the file already is not written twice, so that it can be tried again.

        Raises:
            UsageProblem: a file cannot be written, or a folder may not lie where it does.
        """
        require_places(self.settings(settings))
        file = settings.config_file
        before = load(config=file, data_dir=settings.data_dir, env={})
        trash = None if self.trash is None else os.fsdecode(self.trash)
        settings_file.set_values(file, language=self.language, trash=trash)
        if self.keyboard != before.keyboard:
            settings_file.set_values(file, keyboard=self.keyboard)
        known = {root.path for root in before.roots}
        for root in self.roots:
            if root.path not in known:
                settings_file.add_root(file, root)
        for path_map in self.maps:
            if path_map not in before.path_maps:
                settings_file.add_path_map(file, path_map)
        typed = self.typed.get("token", "").strip()
        if typed:
            settings_file.write_token(settings.tmdb_token_file, typed)
        return load(config=file, data_dir=settings.data_dir, default_language=self.language)


def _refuse_unwritable_name(path: bytes) -> None:
    try:
        path.decode("utf-8")
    except UnicodeDecodeError:
        raise UsageProblem(
            _("{path}: the settings file can only hold names in UTF-8").format(path=printable(path))
        ) from None
