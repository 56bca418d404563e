"""The database: models, opening, locking, backing up and named queries."""
