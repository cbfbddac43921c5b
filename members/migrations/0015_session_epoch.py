from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0014_first_walks_of_life")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="session_epoch",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="angkatan sesi"),
        ),
        migrations.AddField(
            model_name="user",
            name="second_factor_due_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="langkah kedua wajib sejak"
            ),
        ),
    ]
