"""Why a group waits is a code; it was the English sentence."""

CODES = {
    "several answers fit": "several-fit",
    "no answer is certain enough": "not-certain",
    "no year in the name": "no-year",
    "the sources disagree": "sources-disagree",
    "its id leads to another title or to nothing": "wrong-id",
    "the file's name says more than its folder's, or something else": "other-name",
    "the file's name says nothing, and other files lie beside it": "nameless",
    "neither film nor series by its folder": "unknown-kind",
    "none of the answers was right": "none-fits",
    "nothing found": "nothing-found",
    "the name says no title": "no-title",
    "one file holds several works": "pack",
}


def up(migrator, db):
    for sentence, code in CODES.items():
        db.execute_sql(
            "UPDATE media_group SET error = ? WHERE state = 'pending' AND error = ?".replace(
                "?", db.param
            ),
            (code, sentence),
        )
