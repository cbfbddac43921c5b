from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("certificates", "0005_designs_keep_their_ink")]

    operations = [
        migrations.AlterField(
            model_name="rolewording",
            name="role",
            field=models.CharField(
                choices=[
                    ("opener", "Pembuka acara"),
                    ("speaker", "Narasumber"),
                    ("moderator", "Moderator"),
                    ("facilitator", "Fasilitator"),
                    ("host", "Pembawa acara"),
                    ("committee", "Panitia"),
                ],
                max_length=12,
                verbose_name="peran",
            ),
        ),
        migrations.AddConstraint(
            model_name="rolewording",
            constraint=models.CheckConstraint(
                condition=models.Q(("role", "participant"), _negated=True),
                name="certificates_wording_not_for_participants",
            ),
        ),
        migrations.AlterConstraint(
            model_name="rolewording",
            name="certificates_wording_role_once",
            constraint=models.UniqueConstraint(
                fields=("design", "role"),
                name="certificates_wording_role_once",
                violation_error_message="Satu peran cukup satu baris. Hapus salah satunya.",
            ),
        ),
    ]
