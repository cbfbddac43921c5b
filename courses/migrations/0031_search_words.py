from django.db import migrations



def vector(column, weight):
    """Both as it is written, for beginnings of words, and cut down; without <, behind which PostgreSQL sees a tag."""
    text = f"translate({column}, '<>', '  ')"
    words = " || ".join(f"to_tsvector('{name}'::regconfig, {text})" for name in ("indonesian", "simple"))
    return f"setweight({words}, '{weight}')"


WORDS = " || ".join(vector(*pair) for pair in [("title", "A"), ("summary", "B"), ("body", "D")])
POSTGRES = [
    f"ALTER TABLE courses_searchentry ADD COLUMN words tsvector GENERATED ALWAYS AS ({WORDS}) STORED",
    "CREATE INDEX courses_searchentry_words ON courses_searchentry USING gin (words)",
]
POSTGRES_BACK = ["ALTER TABLE courses_searchentry DROP COLUMN words"]

FORGET = "INSERT INTO courses_searchwords(courses_searchwords, rowid, title, summary, body) VALUES ('delete', old.page_id, old.title, old.summary, old.body);"
LEARN = "INSERT INTO courses_searchwords(rowid, title, summary, body) VALUES (new.page_id, new.title, new.summary, new.body);"
SQLITE = [
    """
    CREATE VIRTUAL TABLE courses_searchwords USING fts5(
        title, summary, body, content='courses_searchentry', content_rowid='page_id',
        tokenize='unicode61 remove_diacritics 2', prefix='3 5'
    )
    """,
    f"CREATE TRIGGER courses_searchwords_in AFTER INSERT ON courses_searchentry BEGIN {LEARN} END",
    f"CREATE TRIGGER courses_searchwords_out AFTER DELETE ON courses_searchentry BEGIN {FORGET} END",
    f"CREATE TRIGGER courses_searchwords_new AFTER UPDATE ON courses_searchentry BEGIN {FORGET} {LEARN} END",
    "INSERT INTO courses_searchwords(courses_searchwords) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER courses_searchwords_in",
    "DROP TRIGGER courses_searchwords_out",
    "DROP TRIGGER courses_searchwords_new",
    "DROP TABLE courses_searchwords",
]


def run(editor, statements):
    for statement in statements:
        editor.execute(statement)


def make_index(apps, editor):
    run(editor, POSTGRES if editor.connection.vendor == "postgresql" else SQLITE)


def drop_index(apps, editor):
    run(editor, POSTGRES_BACK if editor.connection.vendor == "postgresql" else SQLITE_BACK)


class Migration(migrations.Migration):

    dependencies = [("courses", "0030_search_entries")]

    operations = [migrations.RunPython(make_index, drop_index)]
