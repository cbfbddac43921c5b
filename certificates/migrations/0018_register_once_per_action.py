from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("certificates", "0006_wording_not_for_participants")]

    operations = [
        migrations.AddConstraint(
            model_name="registerentry",
            constraint=models.UniqueConstraint(
                fields=("certificate", "action"), name="certificates_register_once_per_action"
            ),
        ),
    ]
