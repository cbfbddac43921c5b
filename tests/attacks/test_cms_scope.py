"""Attack 2: every address of Wagtail's own, asked by the staff of one office with ids of another office.

The other office has drafts, files, comments, revisions, a waiting approval and an upload, each called KENARI. Nobody of
our office may read that word anywhere or write one row by naming those ids.
"""

import re
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.admin.models import EditingSession
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Comment, Page, Site, UploadedFile

from courses.models import SameWords
from tests.attacks.asking import ask
from tests.attacks.world import NOW
from tests.factories.courses import LessonFactory, ModuleFactory
from tests.factories.references import ReferenceFactory
from tests.guards.test_urls import ADDRESSES

CANARY = "KENARI"
STAFF = "TOVDPC"
"""Trainer, officer, viewer, admin here, viewer of the province, officer of the city; see world.py."""

ADDRESSES_OF_WAGTAIL = [
    (route.replace("^", ""), space, name)
    for route, space, name in ADDRESSES
    if route.startswith("cms/") and (space.startswith("wagtail") or name.startswith("wagtail"))
]
KEYS = {
    "page_id": "lesson", "page_to_move_id": "lesson", "page_pk": "lesson", "object_id": "lesson",
    "parent_page_id": "module", "destination_id": "module",
    "revision_id": "revision", "revision_id_a": "revision", "revision_id_b": "revision",
    "image_id": "image", "document_id": "document", "doc_id": "document", "uploaded_file_id": "upload",
    "collection_id": "collection", "workflow_state_id": "workflow_state", "task_state_id": "task_state",
    "task_id": "task", "workflow_pk": "workflow", "session_id": "session", "redirect_id": "lesson",
}  # fmt: skip
"""Parameter of a route → which foreign row it names."""
PKS = {
    "wagtailadmin_api:documents": "document", "wagtailadmin_api:images": "image", "wagtailadmin_api:pages": "lesson",
    "wagtailadmin_collections": "collection", "wagtaildocs_chooser": "document", "wagtailimages_chooser": "image",
    "wagtailusers_groups": "group", "wagtailusers_users": "user", "wagtailsites": "site", "wagtailsettings": "site",
    "wagtailsnippets_courses_reference": "reference", "wagtailsnippetchoosers_courses_reference": "reference",
    "wagtailsnippets_courses_samewords": "words", "wagtailsnippetchoosers_courses_samewords": "words",
    "wagtailadmin_pages": "lesson", "wagtailadmin_workflows": "workflow",
}  # fmt: skip
"""What a bare `pk` means, by name space."""
WORDS = {
    "content_type_app_name": "courses", "content_type_model_name": "lessonpage", "app_name": "wagtailcore",
    "app_label": "wagtailcore", "model_name": "page", "action_name": "approve", "action": "delete",
    "filter_spec": "original", "uidb64": "x", "token": "x",
}  # fmt: skip
PUBLIC = {"wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_error_test"}
"""The last one is an exception on purpose."""
WRITTEN_FOR_ONESELF = ("wagtailadmin_editingsession", "wagtailusers_userprofile", "members_user")


@pytest.fixture
def foreign(there, db):
    """Everything a back office can name, in the hands of the other office."""
    module = ModuleFactory(parent=there.course, slug="kenari", title=f"{CANARY} modul", live=False)
    reference = ReferenceFactory()
    lesson = LessonFactory(
        parent=module, slug="kenari", title=f"{CANARY} pelajaran", live=False, body=[("references", [reference])]
    )
    author = there.colleague
    revision = lesson.save_revision(user=author)
    state = lesson.get_workflow().start(lesson, author)
    Comment.objects.create(page=Page.objects.get(pk=lesson.pk), user=author, text=f"{CANARY} komentar", contentpath="x")
    folder = there.organization.collection
    return SimpleNamespace(
        lesson=lesson, module=module, revision=revision, workflow_state=state, task_state=state.current_task_state,
        image=Image.objects.create(title=f"{CANARY} gambar", file=get_test_image_file(), collection=folder),
        document=Document.objects.create(
            title=f"{CANARY} berkas", file=ContentFile(b"x", "kenari.txt"), collection=folder
        ),
        upload=UploadedFile.objects.create(
            file=ContentFile(b"x", "kenari.txt"), uploaded_by_user=author, for_content_type_id=1
        ),
        collection=folder, reference=reference, words=SameWords.objects.create(words="kata lain"),
        group=Group.objects.get(name=f"Admin kantor #{there.organization.pk}"),
        user=author, site=Site.objects.get(), workflow=lesson.get_workflow(),
        task=state.current_task_state.task,
        session=EditingSession.objects.create(
            user=author, content_type=lesson.content_type, object_id=lesson.pk, last_seen_at=NOW
        ),
    )  # fmt: skip


def fill(route, space, rows):
    def value(match):
        name = match[1] or match[2]
        if name in WORDS:
            return WORDS[name]
        kind = PKS.get(space, "lesson") if name == "pk" else KEYS[name]
        return str(rows[kind])

    route = re.sub(r"\(\?P<(?:\w+)>[^)]*\)", lambda match: f"<{match[0][4:].partition('>')[0]}>", route)
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>()", value, route).replace("$", "").replace("\\.", ".").replace("\\", "")


def foreign_addresses(foreign, here):
    """Every address with foreign ids, and those with two ids also with the own one first (hazard 6)."""
    rows = {name: row.pk for name, row in vars(foreign).items()}
    mixed = rows | {"lesson": here.lesson.pk}
    for route, space, name in ADDRESSES_OF_WAGTAIL:
        if "<" not in route or name in PUBLIC:
            continue
        yield fill(route, space, rows)
        if len(re.findall(r"<int:\w+>|<revision", route)) > 1:
            yield fill(route, space, mixed)
        if "workflows/tasks" in route:
            yield fill(route, space, rows | {"workflow": foreign.task.pk})


def typed(here):
    """What an editor would post to any of these screens."""
    module = here.lesson.get_parent().pk
    return {
        "title": "Diubah", "name": "Diubah", "slug": "diubah", "new_title": "Diubah", "new_slug": "diubah",
        "new_parent_page": module, "chooser": module, "collection": here.organization.collection.pk, "comment": "x",
        "action-publish": "1", "restriction_type": "none", "username": "diubah", "position": 0, "next": "/cms/",
    }  # fmt: skip


def content(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


class Reader:
    """Reads what a browser is shown, wherever it is sent on to; a page many refusals lead to is read once.

    What such a refusal says waits in the messages and stands on the next page that is read. `shut` are addresses that
    showed no page.
    """

    def __init__(self, client):
        self.client = client
        self.seen = set()
        self.shut = set()

    def tells(self, path, query=None):
        """Whether the word is on the page or on one it leads to."""
        response = self.client.get(path, query)
        told = CANARY.encode() in content(response)
        if response.status_code != 200:
            self.shut.add(path)
        target = response.headers.get("Location", "")
        if target and target not in self.seen:
            self.seen.add(target)
            told |= self.tells(target)
        return told


@pytest.mark.parametrize("role", STAFF)
def test_nobody_reads_what_is_foreign(role, browsers, foreign, here):
    addresses = list(dict.fromkeys(foreign_addresses(foreign, here)))
    reader = Reader(browsers[role])

    told = [path for path in [*addresses, "/cms/"] if reader.tells(path)]

    assert told == []
    assert len(addresses) >= 105


@pytest.mark.parametrize("role", STAFF)
def test_nobody_writes_what_is_foreign(role, browsers, foreign, here):
    client, written = browsers[role], []
    for path in dict.fromkeys(foreign_addresses(foreign, here)):
        _answer, rows = ask(client, "POST", path, typed(here))
        written += [(path, row) for row in rows if not any(table in row for table in WRITTEN_FOR_ONESELF)]

    assert written == []


@pytest.mark.parametrize("role", STAFF)
def test_no_list_search_or_report_names_what_is_foreign(role, browsers, foreign):
    """Lists with every filter that leads to the other office."""
    filters = {
        "q": "kenari", "collection_id": foreign.collection.pk, "user": foreign.user.pk, "page_type": "wagtailcore.Page",
        "owner": foreign.user.pk, "ordering": "title", "id": foreign.lesson.pk,
    }  # fmt: skip
    queries = filters, {"q": "pelajaran"}, {"collection_id": foreign.collection.pk}, {"id": foreign.lesson.pk}
    routes = [f"/{route}" for route, _space, name in ADDRESSES_OF_WAGTAIL if "<" not in route and name not in PUBLIC]
    reader = Reader(browsers[role])

    plain = [path for path in [*routes, "/cms/"] if reader.tells(path)]
    filtered = [
        (path, query) for path in routes if path not in reader.shut for query in queries if reader.tells(path, query)
    ]

    assert (plain, filtered) == ([], [])


BULK = [
    ("page", "wagtailcore", ["delete", "move", "publish", "unpublish"], "lesson"),
    ("image", "wagtailimages", ["delete", "add_tags", "add_to_collection"], "image"),
    ("document", "wagtaildocs", ["delete", "add_tags", "add_to_collection"], "document"),
    ("user", "members", ["delete", "assign_role", "set_active_state"], "user"),
]


@pytest.mark.parametrize("role", STAFF)
@pytest.mark.parametrize(("model", "app", "actions", "kind"), BULK, ids=[row[0] for row in BULK])
def test_bulk_actions_leave_what_is_foreign_alone(role, model, app, actions, kind, browsers, foreign, here):
    pk = getattr(foreign, kind).pk
    for action in actions:
        path = f"{reverse('wagtail_bulk_action', args=[app, model, action])}?id={pk}&next=/cms/"
        extra = {"role": foreign.group.pk, "mark_as_active": "False", "include_descendants": "on"}

        assert CANARY.encode() not in content(browsers[role].get(path, follow=True))
        assert ask(browsers[role], "POST", path, typed(here) | extra)[1] == []


@pytest.mark.parametrize("role", "TOVDPC")
@pytest.mark.parametrize(
    "path",
    [
        "/cms/images/chooser/",
        "/cms/images/chooser/results/",
        "/cms/documents/chooser/",
        "/cms/documents/chooser/results/",
    ],
)
def test_choosers_offer_the_own_files(role, path, browsers, foreign, here):
    """So that the emptiness above is not that of a closed door."""
    folder = here.organization.collection
    Image.objects.create(title="Gambar sendiri", file=get_test_image_file(), collection=folder)
    Document.objects.create(title="Berkas sendiri", file=ContentFile(b"x", "a.txt"), collection=folder)

    page = content(browsers[role].get(path)).decode()

    assert ("sendiri" in page) is (role in "TODC")
    assert CANARY not in page


@pytest.mark.parametrize("role", "TODC")
def test_files_are_put_into_the_own_folder_only(role, browsers, foreign, here):
    """The folder is named in the request; a foreign one is no choice."""
    for folder in (foreign.collection, here.organization.collection):
        data = {"image-chooser-upload-title": "Titipan", "image-chooser-upload-collection": folder.pk}
        file = BytesIO(get_test_image_file().file.getvalue())
        file.name = "titipan.png"
        browsers[role].post("/cms/images/chooser/create/", data | {"image-chooser-upload-file": file})

    assert [image.collection for image in Image.objects.filter(title="Titipan")] == [here.organization.collection]


def test_the_own_admin_sees_the_draft_that_waits(browsers, world, foreign):
    """The same screens, asked by the admin there: what is hidden above exists."""
    browser = browsers["d"]

    assert CANARY in browser.get("/cms/").content.decode()
    assert CANARY in browser.get(reverse("wagtailadmin_pages:edit", args=[foreign.lesson.pk])).content.decode()
    assert CANARY in browser.get("/cms/images/").content.decode()
    approve = reverse("wagtailadmin_pages:workflow_action", args=[foreign.lesson.pk, "approve", foreign.task_state.pk])
    browser.post(approve, {"comment": ""})
    assert Page.objects.get(pk=foreign.lesson.pk).live is True


def test_pictures_of_public_courses_are_served_to_everybody(browsers, foreign):
    rendition = foreign.image.get_rendition("width-100")

    assert [browsers[role].get(rendition.url).status_code for role in "-AT"] == [200] * 3
