"""The films of collections, as the provider has them."""

from peewee import IntegerField, Model, TextField


class Collection(Model):
    provider = TextField()
    provider_id = TextField()
    title = TextField()
    members = TextField(default="[]")
    fetched_at = IntegerField()

    class Meta:
        legacy_table_names = False
        indexes = ((("provider", "provider_id"), True),)


def up(migrator, db):
    with db.bind_ctx((Collection,), bind_refs=False, bind_backrefs=False):
        db.create_tables((Collection,), safe=False)
