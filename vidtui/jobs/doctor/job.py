"""Looks at everything that vidtui stands on, whatever is wrong with the rest."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from vidtui.errors import Exit, UsageProblem, VidtuiError
from vidtui.i18n import _, plural
from vidtui.jobs import after
from vidtui.jobs.base import CancelToken
from vidtui.jobs.doctor import library, machine
from vidtui.jobs.doctor.model import Examined, right, told, wrong
from vidtui.jobs.media_centre import examining
from vidtui.jobs.media_centre.telling import title
from vidtui.jobs.suggest import Commands, line, quoted
from vidtui.media_centres.paths import inside
from vidtui.oserrors import is_missing
from vidtui.providers.base import ProviderFailure, Stopped
from vidtui.settings import model, token
from vidtui.settings.model import HIDDEN_TRASH, Settings
from vidtui.text import printable


class Doctor:
    """One look at everything; ``settings`` are what the line says they are, or why there are none.

    It changes nothing, but for a link that it makes and takes away in each link root.
    """

    def __init__(
        self, settings: Settings | VidtuiError, config: Path, *, offline: bool = False
    ) -> None:
        """Take what is to be looked at.

        Args:
            settings: those in force, or what is wrong with them.
            config: the settings file.
            offline: ask no server.
        """
        self._settings, self._config, self._offline = settings, config, offline

    def run(self) -> Iterator[Examined]:
        """Yield all that is found."""
        settings, config = self._settings, os.fsencode(self._config)
        if isinstance(settings, VidtuiError):
            yield wrong("settings", config, str(settings), self._edit(), settings.exit)
            yield from machine.examine()
        else:
            yield self._settings_file(settings)
            yield from library.examine_data(settings)
            yield from library.examine_catalogue(settings)
            yield from self._token(settings)
            yield from library.examine_roots(settings)
            yield from self._centres(settings)
            yield from _messages(settings)
            yield from machine.examine(_wanted(settings))

    def _edit(self) -> str:
        """Return the command that opens the settings file."""
        if self._config == model.config_path({}).absolute():
            return "vidtui config edit"
        return line("vidtui --config", quoted(self._config), "config edit")

    def _settings_file(self, settings: Settings) -> Examined:
        config = os.fsencode(settings.config_file)
        if not is_missing(config, followed=True):
            return right("settings", config, _("read, and nothing in it is wrong"))
        text = _("not there; what is built in holds")
        return told("settings", config, text, self._edit())

    def _centres(self, settings: Settings) -> Iterator[Examined]:
        for centre in settings.media_centres:
            if self._offline:
                yield told("media-centre", title(centre), _("not asked"))
            else:
                found = examining.examine(settings, centre, CancelToken())
                yield from _centre_found(settings, found)

    def _token(self, settings: Settings) -> Iterator[Examined]:
        name = os.fsencode(settings.tmdb_token_file)
        try:
            found = token.read(settings.tmdb_token_file)
        except UsageProblem as problem:
            yield wrong("token", name, str(problem), code=Exit.USAGE)
            return
        if found is None:
            text = _("there is no token; get one on {url}, and put it there")
            yield told("token", name, text.format(url=token.TOKEN_URL))
            return
        if os.environ.get("VIDTUI_TMDB_TOKEN", "").strip():
            name = b"VIDTUI_TMDB_TOKEN"
        yield right("token", name, _("there is a token, and nobody else can read it"))
        if not self._offline:
            yield _asked(settings)


def _centre_found(settings: Settings, found: examining.Examined) -> Iterator[Examined]:
    """Yield what there is to say of one media centre."""
    name = title(found.centre)
    test = Commands(settings).vidtui("--batch", "media-centre", "test")
    known = found.known
    if known is None:
        yield wrong("media-centre", name, found.problem, test, Exit.API)
        return
    version = _("{version}: it answers").format(version=printable(known.version))
    yield right("media-centre", name, version)
    for root, is_known in found.seen.items():
        if not is_known:
            text = _("it does not know {path}: a path map is missing")
            text = text.format(path=printable(found.centre.theirs(root)))
            yield wrong("media-centre", name, text, test)
    for folder in settings.trashes:
        if os.path.basename(folder) != HIDDEN_TRASH and any(
            inside(found.centre.theirs(folder), one) for one in known.folders
        ):
            text = _("it scans the trash {path}: call it {name}, or set another folder as trash")
            text = text.format(path=printable(folder), name=printable(HIDDEN_TRASH))
            yield wrong("media-centre", name, text)
    for danger in known.dangers:
        text, way = examining.danger_text(danger), examining.remedy(found.centre, danger)
        make = told if danger.kind == "clean-unknown" else wrong
        yield make("media-centre", name, text, way)
    if known.unread:
        yield told("media-centre", name, _("its settings are not shown to this token"))


def _messages(settings: Settings) -> Iterator[Examined]:
    """Yield what there is to say of telling a person; nobody is told."""
    file = settings.notify_urls_file
    if file is None:
        return
    try:
        count = len(after.addresses(settings))
    except UsageProblem as problem:
        yield wrong("settings", os.fsencode(file), str(problem), code=Exit.USAGE)
        return
    helps = Commands(settings).vidtui("--batch", "notify", "test")
    text = plural("{n} address to tell", "{n} addresses to tell", count)
    yield Examined("settings", "ok", os.fsencode(file), text, helps)


def _asked(settings: Settings) -> Examined:
    """Ask TMDB one small thing."""
    from vidtui.providers.registry import Provider

    address = printable(settings.tmdb_url)
    try:
        provider = Provider(settings)
        provider.source(provider.client(CancelToken(), interactive=True)).check()
    except (ProviderFailure, Stopped, VidtuiError) as failure:
        helps = Commands(settings).vidtui("doctor", "--offline")
        return wrong("token", address, str(failure), helps, Exit.API)
    return right("token", address, _("it answers, and takes the token"))


def _wanted(settings: Settings) -> set[str]:
    """Return the extras without which something that the settings ask for does not happen."""
    asked = {
        "notify": settings.notify_urls_file is not None,
        "mediainfo": bool(settings.probe_auto),
        "posters": settings.posters_show != "off",
    }
    return {extra for extra, is_asked in asked.items() if is_asked}
