"""The Wagtail groups behind the four roles: entry to the back office, and what each may do with images and documents.

What a person may do in the office's own screens follows from RoleAssignment, not from these groups.
"""

from django.db import migrations

ENTRY = [("wagtailadmin", "admin", "access_admin", "Can access Wagtail admin")]
FILES = {
    "Petugas": ["add", "choose"],
    "Pelatih": ["add", "choose"],
    "Pemantau": [],
    "Admin": ["add", "change", "choose"],
}
MODELS = [("wagtailimages", "image"), ("wagtaildocs", "document")]


def permission(apps, app_label, model, codename, name):
    content_type, _created = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=model
    )
    row, _created = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": name}
    )
    return row


def make_groups(apps, schema_editor):
    group_model = apps.get_model("auth", "Group")
    collection_permission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    root = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    for name, verbs in FILES.items():
        group, _created = group_model.objects.get_or_create(name=name)
        group.permissions.add(*[permission(apps, *entry) for entry in ENTRY])
        for app_label, model in MODELS:
            for verb in verbs:
                collection_permission.objects.get_or_create(
                    group=group,
                    collection=root,
                    permission=permission(apps, app_label, model, f"{verb}_{model}", f"Can {verb} {model}"),
                )


def drop_groups(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=FILES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0002_organization_crest"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0026_group_collection_permission"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [migrations.RunPython(make_groups, drop_groups)]
