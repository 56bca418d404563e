"""The first schema: every table, as it was then."""

from peewee import (
    BigIntegerField,
    BlobField,
    BooleanField,
    CompositeKey,
    FloatField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


class Property(Model):
    name = TextField(primary_key=True)
    value = TextField()

    class Meta:
        legacy_table_names = False


class Root(Model):
    uuid = TextField(unique=True)
    role = TextField()
    path = BlobField(unique=True)
    kind = TextField(null=True)
    marker = BooleanField(default=False)
    mounts = TextField(default="[]")
    confirmed_at = IntegerField()

    class Meta:
        legacy_table_names = False


class Witness(Model):
    root = ForeignKeyField(Root, backref="witnesses", on_delete="CASCADE")
    path = BlobField()
    size = BigIntegerField()
    is_link = BooleanField()

    class Meta:
        legacy_table_names = False
        primary_key = CompositeKey("root", "path")


class Movie(Model):
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
        legacy_table_names = False
        indexes = ((("provider", "provider_id"), True),)


class Series(Model):
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
        legacy_table_names = False
        indexes = ((("provider", "provider_id"), True),)


class Season(Model):
    series = ForeignKeyField(Series, backref="seasons", on_delete="CASCADE")
    number = IntegerField()
    title = TextField(null=True)
    details = TextField(default="{}")

    class Meta:
        legacy_table_names = False
        indexes = ((("series", "number"), True),)


class Episode(Model):
    season = ForeignKeyField(Season, backref="episodes", on_delete="CASCADE")
    number = IntegerField()
    title = TextField(null=True)
    overview = TextField(null=True)
    air_date = TextField(null=True)
    runtime = FloatField(null=True)

    class Meta:
        legacy_table_names = False
        indexes = ((("season", "number"), True),)


class Group(Model):
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
    series = ForeignKeyField(Series, null=True, backref="groups", on_delete="SET NULL")
    created_at = IntegerField()

    class Meta:
        legacy_table_names = False
        table_name = "media_group"
        indexes = ((("kind", "key"), True),)


class Candidate(Model):
    group = ForeignKeyField(Group, backref="candidates", on_delete="CASCADE")
    provider = TextField()
    provider_id = TextField()
    score = FloatField(default=0.0)
    parts = TextField(default="{}")
    rejected = BooleanField(default=False)

    class Meta:
        legacy_table_names = False
        indexes = ((("group", "provider", "provider_id"), True),)


class MediaFile(Model):
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

    class Meta:
        legacy_table_names = False
        indexes = ((("root", "path"), True),)


class FormerPath(Model):
    file = ForeignKeyField(MediaFile, backref="former_paths", on_delete="CASCADE")
    root = ForeignKeyField(Root, on_delete="CASCADE", index=False)
    path = BlobField()
    until = IntegerField()

    class Meta:
        legacy_table_names = False
        indexes = ((("root", "path"), False),)


class FileEpisode(Model):
    file = ForeignKeyField(MediaFile, backref="episodes", on_delete="CASCADE")
    season = IntegerField(null=True)
    number = IntegerField(null=True)
    air_date = TextField(null=True)
    episode = ForeignKeyField(Episode, null=True, backref="files", on_delete="SET NULL")

    class Meta:
        legacy_table_names = False


class Link(Model):
    root = ForeignKeyField(Root, backref="links", index=False)
    path = BlobField()
    shown = TextField()
    text = BlobField()
    state = TextField()
    shown_file = ForeignKeyField(MediaFile, null=True, backref="links", on_delete="SET NULL")
    observed_at = IntegerField()

    class Meta:
        legacy_table_names = False
        indexes = ((("root", "path"), True),)


class Run(Model):
    command = TextField()
    state = TextField()
    started_at = IntegerField()
    finished_at = IntegerField(null=True)
    pid = IntegerField()
    summary = TextField(default="{}")

    class Meta:
        legacy_table_names = False


class Action(Model):
    run = ForeignKeyField(Run, backref="actions", on_delete="CASCADE")
    kind = TextField()
    intent = TextField()
    outcome = TextField(null=True)
    done_at = IntegerField(null=True)
    undone_at = IntegerField(null=True)

    class Meta:
        legacy_table_names = False


TABLES = (
    Property,
    Root,
    Witness,
    Movie,
    Series,
    Season,
    Episode,
    Group,
    Candidate,
    MediaFile,
    FormerPath,
    FileEpisode,
    Link,
    Run,
    Action,
)


def up(migrator, db):
    with db.bind_ctx(TABLES, bind_refs=False, bind_backrefs=False):
        db.create_tables(TABLES, safe=False)
