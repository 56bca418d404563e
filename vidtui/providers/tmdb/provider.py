"""TMDB, version 3 of its API, as a provider: its address and token, our questions, its refusals.

No text and no id becomes part of an address before it was checked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, Literal

from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.providers import fields
from vidtui.providers.base import (
    BadAnswer,
    BadQuestion,
    Collected,
    Denied,
    Film,
    Hit,
    NotThere,
    OnlineSource,
    ProviderFailure,
    Ref,
    Series,
    Unavailable,
    WorkKind,
)
from vidtui.providers.client import ProviderSpec, retry_after_s
from vidtui.providers.fields import Answer
from vidtui.providers.tmdb import parse, series
from vidtui.providers.tmdb.parse import PARTS, hit
from vidtui.providers.tmdb.series import whole_show
from vidtui.settings import token as tokens
from vidtui.settings.model import Settings
from vidtui.settings.token import Token
from vidtui.text import printable, shorten

if TYPE_CHECKING:
    from vidtui.providers.http import Reply, Transport

MOST_HITS: Final = 20
"""One page of a search."""

_LONGEST_TITLE: Final = 300
_LONGEST_SHOWN: Final = 60
_YEARS: Final = range(1000, 10_000)  # what TMDB takes for a year
_ENGLISH: Final = "en-US"
_LANGUAGES: Final = {"en": (_ENGLISH, None), "fr": ("fr-FR", "FR")}
_RESULTS: Final[tuple[tuple[WorkKind, str], ...]] = (
    ("film", "movie_results"),
    ("series", "tv_results"),
)


NAME: Final = "tmdb"


class Tmdb(OnlineSource):
    """Asks TMDB, in one thread."""

    name = NAME

    def __init__(self, ask: Callable[[str, Mapping[str, str]], object], language: str) -> None:
        """Take what to ask with.

        Args:
            ask: sends a question, a path and what follows it, and returns the JSON of its answer,
                whatever that holds; raises ``ProviderFailure`` or ``Stopped``.
            language: the user's, ``en`` or ``fr``.
        """
        self._ask = ask
        self._language, self._region = _LANGUAGES.get(language, _LANGUAGES["en"])

    def search(self, kind: WorkKind, title: str, year: int | None = None) -> list[Hit]:
        """Return the first page of works under a title; nothing is asked for an empty one."""
        query = {"query": fields.clean(title, _LONGEST_TITLE), "include_adult": "false"}
        if not query["query"]:
            return []
        if kind == "film" and self._region:
            query["region"] = self._region
        if year in _YEARS:
            # A film released later in the user's country has that year in its name there, which
            # primary_release_year would not find.
            query["year" if kind == "film" else "first_air_date_year"] = str(year)
        answer = self._get("/search/movie" if kind == "film" else "/search/tv", query)
        return _hits(answer, ((kind, "results"),))

    def find(self, provider: Literal["imdb", "tvdb"], id: str) -> list[Hit]:  # noqa: A002
        """Return the works with an id of IMDb or TVDB; the id of an episode finds none."""
        checked = _imdb_id(id) if provider == "imdb" else fields.identifier(id)
        if checked is None:
            raise _no_id(id)
        return _hits(self._get(f"/find/{checked}", {"external_source": f"{provider}_id"}), _RESULTS)

    def film(self, id: str) -> Film:  # noqa: A002
        """Return a film by TMDB's id or by IMDb's (``tt…``)."""
        tmdb, imdb = fields.identifier(id), _imdb_id(id)
        answer = self._get(
            f"/movie/{_checked(tmdb or imdb, id)}", _appended((*PARTS, "release_dates"))
        )
        film = parse.film(answer, self._language)
        known = film.ids.get("imdb")
        if (tmdb and film.ref.id != tmdb) or (imdb and known and int(known[2:]) != int(imdb[2:])):
            raise _other_work()
        return film

    def series_head(self, id: str) -> Series:  # noqa: A002
        """Return a series and the heads of its seasons."""
        answer = self._series(_checked(fields.identifier(id), id), PARTS, self._language)
        return series.show(answer, self._language)

    def series(self, id: str, likely: Collection[int] = ()) -> Series:  # noqa: A002
        """Return a series with its episodes; their texts are English where there are no others."""
        ask = partial(self._series, _checked(fields.identifier(id), id))
        return whole_show(ask, likely, self._language, _ENGLISH)

    def collection(self, id: str) -> Collected:  # noqa: A002
        """Return a collection of films."""
        wanted = _checked(fields.identifier(id), id)
        found = parse.collection(self._get(f"/collection/{wanted}", {}))
        if found.id != wanted:
            raise _other_work()
        return found

    def check(self) -> None:
        """Ask one small thing, to see whether address and token work.

        Raises:
            ProviderFailure: they do not.
        """
        if not fields.mapping(self._get("/configuration", {}).get("images")):
            raise _senseless()

    def _series(self, id_: str, names: Sequence[str], language: str) -> Answer:
        answer = self._get(f"/tv/{id_}", _appended(names) | {"language": language})
        known = fields.identifier(answer.get("id"))
        if known != id_:
            raise _other_work() if known else _senseless()
        return answer

    def _get(self, path: str, query: Mapping[str, str]) -> Answer:
        answer = self._ask(path, {"language": self._language, **query})
        if not isinstance(answer, dict):
            raise _senseless()
        return answer


def _hits(answer: Answer, lists: Sequence[tuple[WorkKind, str]]) -> list[Hit]:
    """Return the usable results of a list, each work once.

    Raises:
        BadAnswer: there are none because the answer makes no sense: that is no "nothing found".
    """
    held = [(kind, answer[name]) for kind, name in lists if isinstance(answer.get(name), list)]
    hits: dict[Ref, Hit] = {}
    for kind, items in held:
        for item in fields.objects(items):
            if one := hit(item, kind):
                hits.setdefault(one.ref, one)
    if not hits and (not held or any(items for _kind, items in held)):
        raise _senseless()
    return list(hits.values())[:MOST_HITS]


def _appended(names: Sequence[str]) -> dict[str, str]:
    return {"append_to_response": ",".join(names)}


def _imdb_id(text: str) -> str | None:
    return fields.imdb_id(text.lower())


def _checked(id_: str | None, text: str) -> str:
    if id_ is None:
        raise _no_id(text)
    return id_


def _no_id(text: str) -> BadQuestion:
    shown = shorten(printable(text), _LONGEST_SHOWN)
    return BadQuestion(_("{text} is no id of a film or series").format(text=shown))


def _other_work() -> BadAnswer:
    return BadAnswer(_("TMDB's answer is about another work"))


def _senseless() -> BadAnswer:
    return BadAnswer(_("TMDB's answer makes no sense"))


_LONGEST_MESSAGE = 200


def transport(settings: Settings, given: Token | None = None) -> Transport:
    """Return what sends requests to TMDB's address with a token, the user's where none is given.

    Raises:
        UsageProblem: there is no token, or it cannot be one.
    """
    from vidtui.providers.http import Transport  # requests takes long to import

    return Transport(settings.tmdb_url, given or require_token(settings))


def require_token(settings: Settings) -> Token:
    """Return the TMDB token.

    Raises:
        UsageProblem: there is none, or it cannot be one.
    """
    token = tokens.read(settings.tmdb_token_file)
    if token is None:
        raise UsageProblem(
            _(
                "there is no TMDB token: put it in VIDTUI_TMDB_TOKEN or in {file}; get it at {url}"
            ).format(file=printable(str(settings.tmdb_token_file)), url=tokens.TOKEN_URL)
        )
    return token


def failure(reply: Reply, path: str) -> ProviderFailure:
    """Return why TMDB's reply to the question at ``path`` cannot be used."""
    status, message = reply.status, _message(reply.body)
    if status == HTTPStatus.OK and reply.is_echo:
        return BadAnswer(
            _("what answers repeats the token, and nothing of it was kept: is tmdb.url right?")
        )
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return Denied(
            _(
                "TMDB refuses the token (HTTP {status}); put the API Read Access Token of {url} "
                "in VIDTUI_TMDB_TOKEN or in the token file"
            ).format(status=status, url=tokens.TOKEN_URL)
        )
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Unavailable(
            _("TMDB asks to slow down (HTTP 429)"),
            retry_after_s(reply.retry_after),
        )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unavailable(
            _("TMDB is out of order (HTTP {status})").format(status=status),
            retry_after_s(reply.retry_after),
        )
    if status == HTTPStatus.NOT_FOUND and message is not None and not path.startswith("/search"):
        return NotThere(_("TMDB does not have it"))
    if status in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY):
        if reply.is_echo:
            message = _("its words repeat the token and are not kept")
        return BadQuestion(
            _("TMDB refuses the question (HTTP {status}): {message}").format(
                status=status, message=message or "–"
            )
        )
    return Unavailable(
        _("what answers is not TMDB: a login page of the network, or a wrong tmdb.url?")
    )


def _message(body: bytes) -> str | None:
    """Return in short what TMDB itself says of a failure, None where something else answers."""
    try:
        held: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(held, dict):
        return None
    errors = held.get("errors")
    text = held.get("status_message") or (
        errors[0] if isinstance(errors, list) and errors else None
    )
    if not isinstance(text, str) or not text.strip():
        return None
    return printable(text.strip()[:_LONGEST_MESSAGE])[:_LONGEST_MESSAGE]


PROVIDER = ProviderSpec(
    name=NAME,
    requests_per_10_s=lambda settings: settings.tmdb_requests_per_10_s,
    transport=transport,
    failure=failure,
    source=Tmdb,
)
