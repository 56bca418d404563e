"""Films by their titles: which come first is known without reading all that is known of each."""


def up(migrator, db):
    db.execute_sql('CREATE INDEX "movie_title_year" ON "movie" ("title", "year")')
