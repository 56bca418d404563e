"""How large the filesystem of each root was when it was looked at last, and what was free."""

from peewee import BigIntegerField


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("root", "total_bytes", BigIntegerField(null=True)),
        migrator.add_column("root", "free_bytes", BigIntegerField(null=True)),
    )
