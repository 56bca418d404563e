"""A link remembers the file of another work that it showed before."""

from peewee import ForeignKeyField, Model


class MediaFile(Model):
    class Meta:
        legacy_table_names = False


def up(migrator, db):
    with db.bind_ctx((MediaFile,), bind_refs=False, bind_backrefs=False):
        former = ForeignKeyField(
            MediaFile, field=MediaFile.id, null=True, on_delete="SET NULL", backref="former_links"
        )
        migrator.migrate(migrator.add_column("link", "former_file_id", former))
