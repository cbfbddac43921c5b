"""Pages, approvals and picture folders go to the office that keeps the course; no admin has them all any more."""

import django.db.models.deletion
from django.db import migrations, models

ACTIONS = ["add", "change", "publish", "lock", "unlock", "bulk_delete"]
ADMIN_PREFIX, TRAINER_PREFIX = "Admin kantor #", "Pelatih kursus #"
WORKFLOW, TASK = "Tinjauan kursus", "Persetujuan admin kantor"
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def move_below(folder, parent, collections):
    """A folder of pictures has none below it, so its own path is all that changes."""
    last = collections.filter(depth=parent.depth + 1, path__startswith=parent.path).order_by("path").last()
    number, step = int(last.path[-4:], 36) + 1 if last else 1, ""
    for _digit in range(4):
        number, digit = divmod(number, 36)
        step = DIGITS[digit] + step
    collections.filter(path=folder.path[:-4]).update(numchild=models.F("numchild") - 1)
    collections.filter(pk=parent.pk).update(numchild=models.F("numchild") + 1)
    collections.filter(pk=folder.pk).update(path=parent.path + step, depth=parent.depth + 1)


def hand_over(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects
    pages = apps.get_model("wagtailcore", "GroupPagePermission").objects
    collections = apps.get_model("wagtailcore", "Collection").objects
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="wagtailcore")
    for course in apps.get_model("courses", "CoursePage").objects.exclude(organization=None):
        group, _created = groups.get_or_create(name=f"{ADMIN_PREFIX}{course.organization_id}")
        for action in ACTIONS:
            permission = permissions.get(content_type__model="page", codename=f"{action}_page")
            pages.get_or_create(group=group, page_id=course.pk, permission=permission)
        folder = collections.filter(group_permissions__group__name=f"{TRAINER_PREFIX}{course.pk}").first()
        if folder is not None and course.organization.collection_id:
            move_below(folder, collections.get(pk=course.organization.collection_id), collections)
    pages.filter(group__name="Admin").delete()
    replace_review(apps)


def replace_review(apps):
    """What waits for approval goes on waiting, for the admins of its own office."""
    steps = apps.get_model("wagtailcore", "WorkflowTask").objects.filter(workflow__name=WORKFLOW)
    if not steps.exists():
        return
    content_type, _created = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="courses", model="officereview"
    )
    review = apps.get_model("courses", "OfficeReview").objects.create(name=TASK, content_type=content_type)
    old = list(steps.values_list("task_id", flat=True))
    apps.get_model("wagtailcore", "TaskState").objects.filter(task_id__in=old, status="in_progress").update(
        task_id=review.pk
    )
    steps.update(task_id=review.pk)
    apps.get_model("wagtailcore", "Task").objects.filter(pk__in=old).update(active=False)


def take_back(apps, schema_editor):
    """All admins approve and publish everything again."""
    groups, pages = (
        apps.get_model("auth", "Group").objects,
        apps.get_model("wagtailcore", "GroupPagePermission").objects,
    )
    pages.filter(group__name__startswith=ADMIN_PREFIX).delete()
    admins, _created = groups.get_or_create(name="Admin")
    for home in apps.get_model("lms", "HomePage").objects.all():
        for action in ACTIONS:
            permission = apps.get_model("auth", "Permission").objects.get(
                content_type__app_label="wagtailcore", content_type__model="page", codename=f"{action}_page"
            )
            pages.get_or_create(group=admins, page_id=home.pk, permission=permission)
    task = apps.get_model("wagtailcore", "GroupApprovalTask").objects.filter(name="Persetujuan admin").first()
    reviews = list(apps.get_model("courses", "OfficeReview").objects.values_list("pk", flat=True))
    if task is not None:
        task.active = True
        task.save()
        apps.get_model("wagtailcore", "WorkflowTask").objects.filter(task_id__in=reviews).update(task_id=task.pk)
        apps.get_model("wagtailcore", "TaskState").objects.filter(task_id__in=reviews).update(task_id=task.pk)
    apps.get_model("wagtailcore", "Task").objects.filter(pk__in=reviews).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0002_editor_help"),
        ("members", "0017_organization_files"),
        ("wagtailcore", "0026_group_collection_permission"),
    ]

    operations = [
        migrations.CreateModel(
            name="OfficeReview",
            fields=[
                (
                    "task_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.task",
                    ),
                ),
            ],
            options={
                "verbose_name": "persetujuan admin kantor",
                "verbose_name_plural": "persetujuan admin kantor",
            },
            bases=("wagtailcore.task",),
        ),
        migrations.RunPython(hand_over, take_back),
    ]
