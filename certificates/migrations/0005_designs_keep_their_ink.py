from django.db import migrations, models


def keep_navy(apps, schema_editor):
    """Designs made before there was a choice were printed in navy, and go on being so."""
    apps.get_model("certificates", "CertificateDesign").objects.filter(accent="teal").update(accent="navy")


class Migration(migrations.Migration):
    dependencies = [("certificates", "0011_name_checks_and_handouts")]

    operations = [
        migrations.AlterField(
            model_name="certificatedesign",
            name="accent",
            field=models.CharField(
                choices=[
                    ("teal", "Hijau laut"),
                    ("navy", "Biru tua"),
                    ("maroon", "Merah marun"),
                    ("ochre", "Kuning tanah"),
                ],
                default="navy",
                max_length=10,
                verbose_name="warna",
            ),
        ),
        migrations.RunPython(keep_navy, migrations.RunPython.noop),
    ]
