from django.db import migrations


class Migration(migrations.Migration):
    """allauth.usersessions is gone: its table would keep accounts from being erased. An older release makes it anew."""

    dependencies = [("members", "0015_session_epoch")]

    operations = [
        migrations.RunSQL("DROP TABLE IF EXISTS usersessions_usersession", migrations.RunSQL.noop),
        migrations.RunSQL("DELETE FROM django_migrations WHERE app = 'usersessions'", migrations.RunSQL.noop),
    ]
