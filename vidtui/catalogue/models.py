"""The tables: what the disk says, what the provider says, and the journal between them.

Paths are bytes relative to their root; ``shown`` beside them is for people and searches only.
Times are whole seconds since the epoch, sizes bytes, durations minutes. Other columns that hold
structured facts hold JSON.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from peewee import (
    BigIntegerField,
    BlobField,
    BooleanField,
    CompositeKey,
    DatabaseProxy,
    FloatField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

_here = threading.local()
_opened_last: list[Any] = [None]


class SessionDatabase(DatabaseProxy):  # type: ignore[misc]
    """Stands for the database of this thread's session, or else for the one opened last.

    The app reads one catalogue while an import writes in another, such as the copy of a dry run.
    """

    @property
    def obj(self) -> Any:
        """The database, which peewee asks for by this name."""
        return getattr(_here, "database", None) or _opened_last[0]

    @obj.setter
    def obj(self, value: Any) -> None:
        _opened_last[0] = value

    @contextmanager
    def standing_for(self, value: Any) -> Iterator[None]:
        """Stand for ``value`` in this thread."""
        before = getattr(_here, "database", None)
        _here.database = value
        try:
            yield
        finally:
            _here.database = before


database = SessionDatabase()


class Table(Model):  # type: ignore[misc]
    """Base of every table, bound to whichever catalogue is open."""

    class Meta:
        database = database


class Property(Table):
    """A fact about the catalogue itself, such as its id."""

    name = TextField(primary_key=True)
    value = TextField()

    class Meta:
        table_name = "property"


class Root(Table):
    """A storage or link root, and what it is recognised by.

    ``seen_at``, ``seen_state`` and ``seen_reason`` tell what was found when it was looked at last;
    ``filesystem`` the type that decided how much may be read, as long as it was online, and
    ``total_bytes`` and ``free_bytes`` how large that was.
    """

    uuid = TextField(unique=True)
    role = TextField()
    path = BlobField(unique=True)
    kind = TextField(null=True)
    marker = BooleanField(default=False)
    mounts = TextField(default="[]")
    confirmed_at = IntegerField()
    seen_at = IntegerField(null=True)
    seen_state = TextField(null=True)
    seen_reason = TextField(null=True)
    filesystem = TextField(null=True)
    total_bytes = BigIntegerField(null=True)
    free_bytes = BigIntegerField(null=True)

    class Meta:
        table_name = "root"


class RootSample(Table):
    """A file or link that was there when its root was last recognised."""

    root = ForeignKeyField(Root, backref="samples", on_delete="CASCADE")
    path = BlobField()
    size = BigIntegerField()
    is_link = BooleanField()

    class Meta:
        table_name = "witness"
        primary_key = CompositeKey("root", "path")


class Movie(Table):
    """A film as the provider describes it."""

    provider = TextField()
    provider_id = TextField()
    title = TextField()
    original_title = TextField(null=True)
    year = IntegerField(null=True)
    runtime = FloatField(null=True)
    imdb_id = TextField(null=True, index=True)
    details = TextField(default="{}")
    fetched_at = IntegerField()

    class Meta:
        table_name = "movie"
        indexes = ((("provider", "provider_id"), True), (("title", "year"), False))


class Collection(Table):
    """A collection of films as the provider has it; ``members`` are all its films, owned or not."""

    provider = TextField()
    provider_id = TextField()
    title = TextField()
    members = TextField(default="[]")
    fetched_at = IntegerField()

    class Meta:
        table_name = "collection"
        indexes = ((("provider", "provider_id"), True),)


class SeriesRow(Table):
    """A series as the provider describes it."""

    provider = TextField()
    provider_id = TextField()
    title = TextField()
    original_title = TextField(null=True)
    year = IntegerField(null=True)
    imdb_id = TextField(null=True, index=True)
    tvdb_id = TextField(null=True, index=True)
    details = TextField(default="{}")
    fetched_at = IntegerField()

    class Meta:
        table_name = "series"
        indexes = ((("provider", "provider_id"), True),)


class Season(Table):
    """A season of a series; specials are season 0."""

    series = ForeignKeyField(SeriesRow, backref="seasons", on_delete="CASCADE")
    number = IntegerField()
    title = TextField(null=True)
    details = TextField(default="{}")

    class Meta:
        table_name = "season"
        indexes = ((("series", "number"), True),)


class Episode(Table):
    """An episode of a season."""

    season = ForeignKeyField(Season, backref="episodes", on_delete="CASCADE")
    number = IntegerField()
    title = TextField(null=True)
    overview = TextField(null=True)
    air_date = TextField(null=True)
    runtime = FloatField(null=True)
    details = TextField(default="{}")

    class Meta:
        table_name = "episode"
        indexes = ((("season", "number"), True),)


class Group(Table):
    """A film or a series as the disk names it; enrichment works on groups.

    ``state`` is ``queued``, ``enriched``, ``pending``, ``failed`` or ``ignored``; ``error`` says
    why it is pending (one of ``matching.reasons``) or failed.
    """

    kind = TextField()
    key = TextField()
    title = TextField()
    year = IntegerField(null=True)
    state = TextField(default="queued", index=True)
    attempts = IntegerField(default=0)
    next_try = IntegerField(null=True)
    error = TextField(null=True)
    not_found_at = IntegerField(null=True)
    evidence = TextField(default="{}")
    movie = ForeignKeyField(Movie, null=True, backref="groups", on_delete="SET NULL")
    series = ForeignKeyField(SeriesRow, null=True, backref="groups", on_delete="SET NULL")
    created_at = IntegerField()
    changed_at = IntegerField(null=True)

    class Meta:
        table_name = "media_group"
        indexes = ((("kind", "key"), True),)


class Candidate(Table):
    """A provider's work that a group may be; a rejected one never comes back.

    ``kind`` is ``film`` or ``series``; ``parts`` how its score came about; ``work`` what to show
    of it; ``chosen`` is ``id``, ``rule`` or ``person`` on the one that the group is.
    """

    group = ForeignKeyField(Group, backref="candidates", on_delete="CASCADE")
    provider = TextField()
    kind = TextField()
    provider_id = TextField()
    score = FloatField(default=0.0)
    parts = TextField(default="{}")
    work = TextField(default="{}")
    chosen = TextField(null=True)
    rejected = BooleanField(default=False)

    class Meta:
        table_name = "candidate"
        indexes = ((("group", "provider", "kind", "provider_id"), True),)


class MediaFile(Table):
    """A video file on a storage root.

    ``sample`` is the xxh3-128 of the file's first and last 64 KiB, empty where it was not to be
    read; ``named_by`` the version of the parser that read its path, None while nobody has.
    ``away_since``: it was not met since then, on a root where that says little for some days.
    """

    root = ForeignKeyField(Root, backref="files", index=False)
    path = BlobField()
    shown = TextField()
    size = BigIntegerField()
    mtime_ns = BigIntegerField()
    inode = BigIntegerField()
    sample = BlobField(index=True)
    full_hash = BlobField(null=True)
    verified_at = IntegerField(null=True)
    kind = TextField()
    group = ForeignKeyField(Group, null=True, backref="files", on_delete="SET NULL")
    named_by = IntegerField(null=True)
    part = IntegerField(null=True)
    edition = TextField(null=True)
    probe = TextField(null=True)
    added_at = IntegerField()
    missing_since = IntegerField(null=True)
    away_since = IntegerField(null=True)

    class Meta:
        table_name = "media_file"
        indexes = ((("root", "path"), True),)


class FormerPath(Table):
    """Where a file was until it moved; ``as_it_was``: with the inode and the mtime that it had."""

    file = ForeignKeyField(MediaFile, backref="former_paths", on_delete="CASCADE")
    root = ForeignKeyField(Root, on_delete="CASCADE", index=False)
    path = BlobField()
    until = IntegerField()
    as_it_was = BooleanField(default=False)

    class Meta:
        table_name = "former_path"
        indexes = ((("root", "path"), False),)


class FileEpisode(Table):
    """An episode that a file holds, as its name says; ``episode`` once the provider knows it.

    ``season`` is None where nothing says it, and for dated episodes, which have ``air_date``.
    ``bare`` numbers stand without an episode's mark: they may count from the first season on.
    """

    file = ForeignKeyField(MediaFile, backref="episodes", on_delete="CASCADE")
    season = IntegerField(null=True)
    number = IntegerField(null=True)
    air_date = TextField(null=True)
    episode = ForeignKeyField(Episode, null=True, backref="files", on_delete="SET NULL")
    bare = BooleanField(default=False)

    class Meta:
        table_name = "file_episode"


class Link(Table):
    """A link of a link root: its text, and the file it showed when it last showed one.

    ``former_file`` is the file of another work that it showed before that, until it shows it
    again; where a person has said that the link is right as it is, it is ``shown_file`` itself.
    """

    root = ForeignKeyField(Root, backref="links", index=False)
    path = BlobField()
    shown = TextField()
    text = BlobField()
    state = TextField()
    shown_file = ForeignKeyField(MediaFile, null=True, backref="links", on_delete="SET NULL")
    observed_at = IntegerField()
    former_file = ForeignKeyField(
        MediaFile, null=True, backref="former_links", on_delete="SET NULL"
    )

    class Meta:
        table_name = "link"
        indexes = ((("root", "path"), True),)


class Run(Table):
    """One run of a job: ``running``, ``done``, ``cancelled``, ``refused`` or ``failed``."""

    command = TextField()
    state = TextField()
    started_at = IntegerField()
    finished_at = IntegerField(null=True)
    pid = IntegerField()
    summary = TextField(default="{}")

    class Meta:
        table_name = "run"


class Action(Table):
    """One journalled change: the intent is written before it, the outcome after."""

    run = ForeignKeyField(Run, backref="actions", on_delete="CASCADE")
    kind = TextField()
    intent = TextField()
    outcome = TextField(null=True)
    done_at = IntegerField(null=True)
    undone_at = IntegerField(null=True)

    class Meta:
        table_name = "action"


class ActionPart(Table):
    """A piece of what an action needs to be taken back, too much for its intent."""

    action = ForeignKeyField(Action, backref="parts", on_delete="CASCADE")
    held = TextField()

    class Meta:
        table_name = "action_part"


class CentreNotice(Table):
    """A folder of which a media centre has still to be told, absolute, and since when."""

    centre = TextField()
    folder = BlobField()
    since = IntegerField()

    class Meta:
        table_name = "centre_notice"
        primary_key = CompositeKey("centre", "folder")
