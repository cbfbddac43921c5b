"""Rows that migrations wrote (groups, root page, languages): copied beside their tables, put back where tests commit.

Django empties all tables with TRUNCATE and reads such rows from JSON, half a second for every test; this takes 10 ms.
"""

from django.db import connection, transaction


def keep_seed():
    """Copy what is there; the names of the tables that hold something."""
    seeded = []
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f'DROP TABLE IF EXISTS "seed_{table}"')
            cursor.execute(f'CREATE TABLE "seed_{table}" AS SELECT * FROM "{table}"')
            cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')
            seeded += [table] if cursor.fetchone() else []
    return seeded


def put_back_seed(seeded):
    """The rows of before and no others. Keys to other rows are looked at when the transaction ends."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f'DELETE FROM "{table}"')
        for table in seeded:
            cursor.execute(f'INSERT INTO "{table}" SELECT * FROM "seed_{table}"')


def _tables():
    return connection.introspection.django_table_names(only_existing=True, include_views=False)
