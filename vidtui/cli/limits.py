"""How many files this process may have open: told before anything is begun with too few."""

from __future__ import annotations

import errno
import resource

from vidtui.errors import UsageProblem
from vidtui.i18n import _

NEEDED = 64  # the app with an enrichment: databases, connections, pipes; 1024 is usual
_TOO_MANY = (errno.EMFILE, errno.ENFILE)


def require_descriptors() -> None:
    """See to it that enough files can be open at once, as far as the system lets us.

    Raises:
        UsageProblem: it does not.
    """
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if _is_enough(allowed):
        return
    if not _is_enough(most):
        raise too_few(allowed)
    resource.setrlimit(resource.RLIMIT_NOFILE, (NEEDED, most))


def ran_out(error: BaseException | None) -> bool:
    """Say whether an error comes from a file that could not be opened beside all others."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, OSError) and error.errno in _TOO_MANY:
            return True
        error = error.__cause__ or error.__context__
    return False


def too_few(allowed: int | None = None) -> UsageProblem:
    """Return what is told where too few files can be open at once."""
    if allowed is None:
        allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return UsageProblem(
        _("only {allowed} files may be open at once here; run before: ulimit -n {needed}").format(
            allowed=allowed, needed=max(NEEDED, 2 * allowed)
        )
    )


def _is_enough(limit: int) -> bool:
    return limit == resource.RLIM_INFINITY or limit >= NEEDED
