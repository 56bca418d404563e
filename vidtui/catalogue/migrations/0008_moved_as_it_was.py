"""Where a file was remembers whether it left as it was: the same inode, the same date."""

from peewee import BooleanField


def up(migrator, db):
    migrator.migrate(migrator.add_column("former_path", "as_it_was", BooleanField(default=False)))
