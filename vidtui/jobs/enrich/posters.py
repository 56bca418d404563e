"""Fetch the posters of all works in one go, so that looking at them later tells nobody anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from vidtui.catalogue import posters
from vidtui.i18n import _, plural
from vidtui.jobs.base import CancelToken, Notice
from vidtui.providers.base import Stopped
from vidtui.providers.pictures import Pictures
from vidtui.settings.model import Settings


def fetched(settings: Settings, cancel: CancelToken) -> Iterator[Notice]:
    """Fetch what is not kept yet, as long as there is room; say how much, and why not all.

    In a session.
    """
    asking = Pictures(replace(settings, posters_show="on"))
    wanted = dict.fromkeys(posters.all_paths(adult=settings.posters_adult))
    lacking = [path for path in wanted if not asking.is_kept(path)]
    count, problem = 0, ""
    try:
        for path in lacking:
            if not asking.has_room:
                problem = _("no more room: raise cache_mib of [posters]")
                break
            found = asking.get(path, cancel)
            count += found.data is not None
            if found.problem:
                problem = found.problem
                break
    except Stopped:
        pass
    held = plural("{n} poster fetched", "{n} posters fetched", count)
    yield Notice(f"{held}: {problem}" if problem else held)
