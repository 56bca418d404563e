"""What was seen of each root last, and since when a file is away on a volatile one."""

from peewee import IntegerField, TextField


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("root", "seen_at", IntegerField(null=True)),
        migrator.add_column("root", "seen_state", TextField(null=True)),
        migrator.add_column("root", "seen_reason", TextField(null=True)),
        migrator.add_column("root", "filesystem", TextField(null=True)),
        migrator.add_column("media_file", "away_since", IntegerField(null=True)),
    )
