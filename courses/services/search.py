"""Finding the pages that hold some words, best first. Nothing here knows who asks: see `catalog`."""

from collections.abc import Sequence

from django.db import connection

from courses.services.search_words import SHORTEST_ROOT

HIT_LIMIT = 300
POSTGRES = """
    SELECT page_id, ts_rank('{{0.1, 0.2, 0.4, 1.0}}', words, wanted)
    FROM courses_searchentry, (SELECT {wanted} AS wanted) AS question
    WHERE words @@ wanted ORDER BY 2 DESC, 1 LIMIT %s
"""
SQLITE = """
    SELECT rowid, -bm25(courses_searchwords, 20.0, 6.0, 1.0)
    FROM courses_searchwords WHERE courses_searchwords MATCH %s ORDER BY 2 DESC, 1 LIMIT %s
"""


def find_hits(words: Sequence[Sequence[str]], *, needs_all: bool = True) -> dict[int, float]:
    """Primary keys of indexed pages and how well they fit; a title counts more than a summary, that more than a body.

    `words` holds for every word asked for its forms (`search_words.forms_of`), of which one is enough. One statement.
    """
    if not words:
        return {}
    sql, values = ask_postgres(words, needs_all) if connection.vendor == "postgresql" else ask_sqlite(words, needs_all)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, HIT_LIMIT])
        return dict(cursor.fetchall())


def is_beginning(form: str) -> bool:
    return len(form) >= SHORTEST_ROOT


def ask_postgres(words: Sequence[Sequence[str]], needs_all: bool) -> tuple[str, list[str]]:
    """Every form cut down by the Indonesian rules, or as the beginning of a word."""
    wanted = "(to_tsquery('indonesian', %s) || to_tsquery('simple', %s))"
    values: list[str] = []
    for forms in words:
        values.append(" | ".join(f"'{form}'" for form in forms))
        values.append(" | ".join(f"'{form}'" + (":*" if is_beginning(form) else "") for form in forms))
    return POSTGRES.format(wanted=(" && " if needs_all else " || ").join([wanted] * len(words))), values


def ask_sqlite(words: Sequence[Sequence[str]], needs_all: bool) -> tuple[str, list[str]]:
    groups = [
        "(" + " OR ".join(f'"{form}"' + ("*" if is_beginning(form) else "") for form in forms) + ")" for forms in words
    ]
    return SQLITE, [(" AND " if needs_all else " OR ").join(groups)]
