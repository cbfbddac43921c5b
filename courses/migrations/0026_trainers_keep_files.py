"""Trainers keep recordings and documents where they keep the pictures of their course."""

from django.db import migrations

GROUPS = "Pelatih kursus #"


def grant_files(apps, schema_editor):
    Granted = apps.get_model("wagtailcore", "GroupCollectionPermission")
    Permission = apps.get_model("auth", "Permission")
    rows = Granted.objects.filter(group__name__startswith=GROUPS, permission__content_type__app_label="wagtailimages")
    for row in rows.select_related("permission"):
        codename = row.permission.codename.replace("_image", "_document")
        permission = Permission.objects.filter(content_type__app_label="wagtaildocs", codename=codename).first()
        if permission is not None:
            Granted.objects.get_or_create(
                group_id=row.group_id, collection_id=row.collection_id, permission=permission
            )


def take_files(apps, schema_editor):
    Granted = apps.get_model("wagtailcore", "GroupCollectionPermission")
    Granted.objects.filter(
        group__name__startswith=GROUPS, permission__content_type__app_label="wagtaildocs"
    ).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0025_blocks_of_lessons"),
        ("wagtailcore", "0026_group_collection_permission"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(grant_files, take_files)]
