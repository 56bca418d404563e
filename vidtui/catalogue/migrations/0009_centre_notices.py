"""Folders of which a media centre has still to be told."""

from peewee import BlobField, CompositeKey, IntegerField, Model, TextField


class CentreNotice(Model):
    centre = TextField()
    folder = BlobField()
    since = IntegerField()

    class Meta:
        legacy_table_names = False
        primary_key = CompositeKey("centre", "folder")


def up(migrator, db):
    with db.bind_ctx((CentreNotice,), bind_refs=False, bind_backrefs=False):
        db.create_tables((CentreNotice,), safe=False)
