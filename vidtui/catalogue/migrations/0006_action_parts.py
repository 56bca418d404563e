"""What an action needs to be taken back may lie beside it, in pieces."""

from peewee import ForeignKeyField, Model, TextField


class Action(Model):
    class Meta:
        legacy_table_names = False


class ActionPart(Model):
    action = ForeignKeyField(Action, backref="parts", on_delete="CASCADE")
    held = TextField()

    class Meta:
        legacy_table_names = False


def up(migrator, db):
    with db.bind_ctx((ActionPart,), bind_refs=False, bind_backrefs=False):
        db.create_tables((ActionPart,), safe=False)
