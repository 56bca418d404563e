"""Candidates say what they are and who chose them; groups when they changed.

No earlier version wrote a candidate or an episode, so the former are made anew.
"""

from peewee import (
    BooleanField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


class Group(Model):
    class Meta:
        legacy_table_names = False
        table_name = "media_group"


class Candidate(Model):
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
        legacy_table_names = False
        indexes = ((("group", "provider", "kind", "provider_id"), True),)


def up(migrator, db):
    with db.bind_ctx((Candidate,), bind_refs=False, bind_backrefs=False):
        db.drop_tables((Candidate,))
        db.create_tables((Candidate,), safe=False)
    migrator.migrate(
        migrator.add_column("media_group", "changed_at", IntegerField(null=True)),
        migrator.add_column("episode", "details", TextField(default="{}")),
    )
