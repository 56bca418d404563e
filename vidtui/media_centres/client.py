"""Questions to a media centre over HTTP, answered in JSON; a refusal told in a few words."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, NoReturn

from vidtui.i18n import _
from vidtui.media_centres.base import CentreDenied, CentreFailure
from vidtui.providers.base import CancelToken, ProviderFailure

if TYPE_CHECKING:
    from vidtui.providers.http import Reply, Transport  # imports requests, which takes long

log = logging.getLogger(__name__)


class CentreClient:
    """Asks one media centre; every answer is anybody's."""

    def __init__(self, transport: Transport, cancel: CancelToken) -> None:
        self._transport, self._cancel = transport, cancel

    def get(self, path: str, query: Mapping[str, str] | None = None) -> object:
        """Return the JSON of an answer.

        Raises:
            CentreFailure: there is none.
        """
        return _json(self._accepted("GET", path, query, None))

    def post(self, path: str, body: object) -> object:
        """Return the JSON of an answer to what is sent.

        Raises:
            CentreFailure: there is none.
        """
        return _json(self._accepted("POST", path, None, body))

    def say(
        self, method: str, path: str, query: Mapping[str, str] | None = None, body: object = None
    ) -> None:
        """Send what wants no answer.

        Raises:
            CentreFailure: it is not taken.
        """
        self._accepted(method, path, query, body)

    def status(self, method: str, path: str, body: object) -> int:
        """Return the status of an answer, whatever it is.

        Raises:
            CentreFailure: there is no answer.
        """
        return self._reply(method, path, None, body).status

    def _accepted(
        self, method: str, path: str, query: Mapping[str, str] | None, body: object
    ) -> Reply:
        reply = self._reply(method, path, query, body)
        if reply.is_echo:
            raise CentreFailure(_("its answer repeats the token, so nothing of it is taken"))
        if not HTTPStatus.OK <= reply.status < HTTPStatus.MULTIPLE_CHOICES:
            raise _refusal(reply.status)
        return reply

    def _reply(
        self, method: str, path: str, query: Mapping[str, str] | None, body: object
    ) -> Reply:
        try:
            reply = self._transport.send(method, path, query or {}, self._cancel, body)
        except ProviderFailure as failure:
            raise CentreFailure(str(failure)) from None
        told = body.get("method", "") if isinstance(body, dict) else ""
        log.debug("%s %s %s: %s", method, path, told, reply.status)
        return reply


def _json(reply: Reply) -> object:
    try:
        return json.loads(reply.body, parse_constant=_no_number)
    except RecursionError:
        raise CentreFailure(_("the answer is nested too deeply")) from None
    except ValueError:
        raise CentreFailure(_("its answer is no JSON: is the address right?")) from None


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)


def _refusal(status: int) -> CentreFailure:
    if status == HTTPStatus.UNAUTHORIZED:
        return CentreDenied(_("it refuses the token"))
    if status == HTTPStatus.FORBIDDEN:
        return CentreDenied(_("it refuses this to the token: it must be an administrator's"))
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return CentreFailure(_("it sends elsewhere; write its own address as url"))
    if status == HTTPStatus.NOT_FOUND:
        return CentreFailure(_("it does not know what it is asked: is the address right?"))
    return CentreFailure(_("it answers with status {status}").format(status=status))
