"""Films by decade and by the lines of their picture; sessions are the caller's."""

from __future__ import annotations

from vidtui.catalogue.sql import read

Counts = list[tuple[int, int]]
NO_FILMS: tuple[Counts, Counts] = ([], [])


def films() -> tuple[Counts, Counts]:
    """Return films by decade, and by the lines of their picture."""
    return decades(), resolutions()


def decades() -> list[tuple[int, int]]:
    """Return the first year of each decade with how many films are of it, the oldest first.

    A film that is not identified yet is of the year that its name says, if it does.
    """
    statement = (
        "SELECT COALESCE(m.year, g.year) / 10 * 10 AS decade,"
        " COUNT(DISTINCT COALESCE('m' || m.id, 'g' || g.id)) FROM media_group g"
        " LEFT JOIN movie m ON m.id = g.movie_id WHERE g.kind = 'film'"
        " AND COALESCE(m.year, g.year) > 0 AND EXISTS (SELECT 1 FROM media_file f"
        " WHERE f.group_id = g.id AND f.missing_since IS NULL AND f.kind = 'film')"
        " GROUP BY decade ORDER BY decade"
    )
    return [(int(decade), count) for decade, count in read(statement)]


def resolutions() -> list[tuple[int, int]]:
    """Return the lines of pictures with how many films have a file of it, the most lines first.

    Only files count that a probe has read.
    """
    statement = (
        "SELECT lines, COUNT(DISTINCT film) FROM (SELECT f.group_id AS film,"
        " CASE WHEN json_valid(f.probe) THEN json_extract(f.probe, '$.lines') END AS lines"
        " FROM media_file f WHERE f.kind = 'film' AND f.missing_since IS NULL"
        " AND f.probe IS NOT NULL) AS probed"
        " WHERE typeof(lines) = 'integer' AND lines > 0 GROUP BY lines ORDER BY lines DESC"
    )
    return [(int(lines), count) for lines, count in read(statement)]
