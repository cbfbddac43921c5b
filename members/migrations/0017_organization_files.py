"""A folder and two groups for every office; the groups of the roles lose their rights on everybody's files.

Repeats in plain rows what members.services.organizations does, because models of a migration have no methods.
"""

import django.db.models.deletion
from django.db import migrations, models

STAFF_PREFIX, ADMIN_PREFIX = "Berkas kantor #", "Admin kantor #"
VERBS = {STAFF_PREFIX: ["add", "choose"], ADMIN_PREFIX: ["add", "change", "choose"]}
HOLDERS = {STAFF_PREFIX: ["officer", "trainer", "admin"], ADMIN_PREFIX: ["admin"]}
ROLE_GROUPS = {"Petugas": ["add", "choose"], "Pelatih": ["add", "choose"], "Admin": ["add", "change", "choose"]}
MODELS = [("wagtailimages", "image"), ("wagtaildocs", "document")]
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def add_folder(apps, name):
    """A new last child of the root folder; a path has four digits to the base of 36 per level."""
    collections = apps.get_model("wagtailcore", "Collection").objects
    root = collections.get(depth=1)
    last = collections.filter(depth=2, path__startswith=root.path).order_by("path").last()
    number = int(last.path[-4:], 36) + 1 if last else 1
    step = ""
    for _digit in range(4):
        number, digit = divmod(number, 36)
        step = DIGITS[digit] + step
    root.numchild += 1
    root.save()
    return collections.create(name=name, depth=2, path=root.path + step, numchild=0)


def permissions(apps, verbs):
    for app_label, model in MODELS:
        for verb in verbs:
            yield apps.get_model("auth", "Permission").objects.get(
                content_type__app_label=app_label, codename=f"{verb}_{model}"
            )


def users_for(apps, organization, roles):
    code = organization.region_id
    above = [code[:length] for length in (2, 5, 8, 13) if length <= len(code)]
    given = models.Q(organization=organization) | models.Q(region__in=above)
    rows = apps.get_model("members", "RoleAssignment").objects.filter(given, role__in=roles, user__is_superuser=False)
    return rows.values_list("user", flat=True).distinct()


def make_folders(apps, schema_editor):
    grants = apps.get_model("wagtailcore", "GroupCollectionPermission").objects
    groups = apps.get_model("auth", "Group").objects
    root = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    grants.filter(group__name__in=ROLE_GROUPS, collection=root).delete()
    for office in apps.get_model("members", "Organization").objects.order_by("pk"):
        office.collection = add_folder(apps, f"{office.short_name} #{office.pk}")
        office.save()
        apps.get_model("wagtailimages", "Image").objects.filter(pk=office.crest_id).update(collection=office.collection)
        for prefix, verbs in VERBS.items():
            group, _created = groups.get_or_create(name=f"{prefix}{office.pk}")
            group.user_set.add(*users_for(apps, office, HOLDERS[prefix]))
            for permission in permissions(apps, verbs):
                grants.create(group=group, collection=office.collection, permission=permission)


def give_back(apps, schema_editor):
    """Folders with what lies in them stay; who may use them is again decided by role alone."""
    groups = apps.get_model("auth", "Group").objects
    groups.filter(models.Q(name__startswith=STAFF_PREFIX) | models.Q(name__startswith=ADMIN_PREFIX)).delete()
    root = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    for name, verbs in ROLE_GROUPS.items():
        for permission in permissions(apps, verbs):
            apps.get_model("wagtailcore", "GroupCollectionPermission").objects.get_or_create(
                group=groups.get(name=name), collection=root, permission=permission
            )


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0016_drop_user_sessions"),
        ("wagtailcore", "0026_group_collection_permission"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [
        migrations.AddField(
            model_name="organization",
            name="collection",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="wagtailcore.collection",
                verbose_name="map berkas",
            ),
        ),
        migrations.RunPython(make_folders, give_back),
    ]
