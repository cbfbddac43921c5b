"""The pages every site has, and who reviews what trainers write."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import (
    GroupPagePermission,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from courses.models import CatalogPage, OfficeReview
from lms.models import HomePage

WORKFLOW_NAME = "Tinjauan kursus"
TASK_NAME = "Persetujuan admin kantor"


@transaction.atomic
def ensure_site() -> HomePage:
    """Home page, catalogue, default site (from BASE_URL) and the review of trainers' work; safe to repeat."""
    home = HomePage.objects.first() or make_home()
    catalog = CatalogPage.objects.first() or home.add_child(instance=CatalogPage(title="Kursus", slug="kursus"))
    ensure_default_site(home)
    ensure_review(catalog)
    return home


def make_home() -> HomePage:
    """The front page in place of Wagtail's welcome page."""
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    return root.add_child(instance=HomePage(title="Belajar bersama, kabarkan yang benar", slug="beranda"))


def ensure_default_site(home: HomePage) -> None:
    address = urlsplit(settings.BASE_URL or "http://localhost")
    port = address.port or (443 if address.scheme == "https" else 80)
    values = {"hostname": address.hostname, "port": port, "root_page": home, "site_name": settings.WAGTAIL_SITE_NAME}
    Site.objects.update_or_create(is_default_site=True, defaults=values)
    plain_page = ContentType.objects.get_for_model(Page)
    for welcome in Page.objects.filter(depth=2, slug="home", content_type=plain_page, numchild=0):
        welcome.delete()


def grant_page_action(*, group: Group, page: Page, action: str) -> None:
    """Allow `group` an action such as "add" or "publish" on `page` and everything below it."""
    if not GroupPagePermission.objects.filter(
        group=group, page_id=page.pk, permission__codename=f"{action}_page"
    ).exists():
        GroupPagePermission.objects.create(group=group, page_id=page.pk, permission_type=action)


def ensure_review(catalog: CatalogPage) -> None:
    """What a trainer submits below the catalogue waits for one approval by an admin of the course's office."""
    if WorkflowPage.objects.filter(page_id=catalog.pk).exists():
        return
    workflow, _ = Workflow.objects.get_or_create(name=WORKFLOW_NAME)
    task, _ = OfficeReview.objects.get_or_create(name=TASK_NAME)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task.task_ptr, defaults={"sort_order": 0})
    WorkflowPage.objects.create(workflow=workflow, page_id=catalog.pk)
