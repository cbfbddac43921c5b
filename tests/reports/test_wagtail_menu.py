from django.urls import reverse
from wagtail.admin.menu import admin_menu

from members.choices import Role
from tests.factories.members import UserFactory, assign_role


def labels(rf, user):
    request = rf.get("/cms/")
    request.user = user
    return [item.label for item in admin_menu.menu_items_for_request(request)]


def test_menu_leads_officers_and_viewers_to_completion(rf, officer, viewer):
    assert labels(rf, officer).count("Ketuntasan") == 1
    assert labels(rf, viewer).count("Ketuntasan") == 1
    assert [item.url for item in admin_menu.registered_menu_items if item.label == "Ketuntasan"] == [
        reverse("office_completion")
    ]


def test_menu_hides_completion_from_trainers(rf, organization):
    trainer = assign_role(UserFactory(), Role.TRAINER, organization)

    assert labels(rf, trainer).count("Ketuntasan") == 0
