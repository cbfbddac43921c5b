import pytest
from wagtail.models import GroupPagePermission, Page, Site, Task, Workflow, WorkflowPage

from courses.models import CatalogPage
from courses.services.site import WORKFLOW_NAME, ensure_site
from lms.models import HomePage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def bare_site(db):
    """As Wagtail's own migrations leave it, without what `ensure_site` made for all tests."""
    Workflow.objects.all().delete()
    Task.objects.all().delete()
    HomePage.objects.get().delete()
    welcome = Page.get_first_root_node().add_child(instance=Page(title="Selamat datang", slug="home"))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": welcome})


def test_ensure_site_makes_home_catalogue_site_and_review(settings):
    settings.BASE_URL = "https://belajar.example.go.id"

    home = ensure_site()

    site = Site.objects.get()
    catalog = CatalogPage.objects.get()
    assert (site.hostname, site.port, site.root_page_id, site.is_default_site) == (
        "belajar.example.go.id", 443, home.pk, True,
    )  # fmt: skip
    assert catalog.url == "/kursus/"
    assert catalog.get_workflow().name == WORKFLOW_NAME


def test_ensure_site_twice_changes_nothing():
    ensure_site()
    counts = [model.objects.count() for model in (Page, Site, Workflow, WorkflowPage, GroupPagePermission)]

    home = ensure_site()

    assert [model.objects.count() for model in (Page, Site, Workflow, WorkflowPage, GroupPagePermission)] == counts
    assert HomePage.objects.get() == home


def test_ensure_site_replaces_the_welcome_page_but_no_page_of_an_editor():
    ensure_site()

    assert not Page.objects.filter(slug="home", depth=2).exists()


def test_ensure_site_keeps_a_renamed_home_page():
    home = ensure_site()
    home.title = "Belajar di Kupang"
    home.save()

    assert ensure_site().title == "Belajar di Kupang"


def test_home_page_renders(client):
    ensure_site()

    assert client.get("/").status_code == 200
