"""An episode of a file remembers whether its number stood without an episode's mark."""

from peewee import BooleanField


def up(migrator, db):
    migrator.migrate(migrator.add_column("file_episode", "bare", BooleanField(default=False)))
