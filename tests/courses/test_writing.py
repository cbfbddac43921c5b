"""Writing without JavaScript: drafts, conflicts, order, review, and who may do what."""

from copy import deepcopy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.models import Page, PageLogEntry, Revision

from courses.models import CoursePage, LessonPage, ModulePage
from courses.services.drafts import free_slug
from courses.services.package_zip import ZIP_LIMIT
from courses.services.trainers import assign_trainer, dismiss_trainer
from members.choices import Role
from tests.courses.test_export import png
from tests.courses.test_markdown_writer import EVERY_BLOCK
from tests.factories.courses import CourseFactory, LessonFactory
from tests.factories.members import UserFactory, assign_role
from tests.factories.references import ReferenceFactory

pytestmark = pytest.mark.django_db

FIELDS = {"title": "Judul baru", "summary": "Ringkas.", "minutes": "7", "is_required": "on"}


@pytest.fixture
def writer(trainer):
    client = Client()
    client.force_login(trainer)
    return client


@pytest.fixture
def reviewer(administrator):
    client = Client()
    client.force_login(administrator)
    return client


def address(name, *pks):
    return reverse(f"writing{name}", args=pks)


def text(response):
    return response.content.decode()


def post_lesson(client, lesson, **fields):
    seen = Page.objects.get(pk=lesson.pk).latest_revision_id or ""
    data = {**FIELDS, "body": "Isi baru.", "revision": seen, **fields}
    return client.post(address("_lesson", lesson.pk), data)


def draft_of(page):
    return Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()


# ---- what is seen


def test_index_shows_own_courses_only(writer, own_course, foreign_lesson):
    content = text(writer.get(address("")))

    assert "Kursus Sendiri" in content
    assert "RAHASIA" not in content


def test_index_of_a_trainer_without_courses(client, organization, site):
    client.force_login(assign_role(UserFactory(), Role.TRAINER, organization))

    assert "Belum ada kursus yang Anda tulis." in text(client.get(address("")))


@pytest.mark.parametrize("count", [1, 3])
def test_index_takes_as_many_queries_for_three_courses(
    writer, trainer, own_course, organization, count, django_assert_max_num_queries
):
    for _ in range(count):
        assign_trainer(course=CourseFactory(organization=organization), user=trainer)
    writer.get(address(""))

    with django_assert_max_num_queries(22):
        response = writer.get(address(""))

    assert len(response.context["courses"]) == count + 1


@pytest.mark.parametrize("count", [1, 3])
def test_course_takes_as_many_queries_for_three_lessons(
    writer, own_course, own_module, count, django_assert_max_num_queries
):
    for number in range(count):
        lesson = LessonFactory(parent=own_module, live=bool(number % 2))
        lesson.save_revision()
    writer.get(address("_course", own_course.pk))

    with django_assert_max_num_queries(34):
        response = writer.get(address("_course", own_course.pk))

    assert len(response.context["outline"].modules[0].activities) == count


def test_course_lists_drafts_in_order_with_their_standing(writer, own_course, own_module, own_lesson):
    LessonFactory(parent=own_module, title="Draf", live=False)

    outline = writer.get(address("_course", own_course.pk)).context["outline"]

    lines = outline.modules[0].activities
    assert [(line.title, line.word, line.address) for line in lines] == [
        ("Pelajaran Sendiri", "Terbit", "writing_lesson"),
        ("Draf", "Draf, belum terbit", "writing_lesson"),
    ]
    assert [(line.can_move_up, line.can_move_down) for line in lines] == [(False, False), (True, False)]


def test_screens_are_never_cached_and_keep_the_strict_policy(writer, own_lesson):
    response = writer.get(address("_lesson", own_lesson.pk))

    assert response.headers["Cache-Control"] == "private, no-store"
    assert "unsafe-inline" not in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("who", "is_shown"), [("writer", True), ("reviewer", True), ("client", False)])
def test_the_back_office_leads_writers_and_reviewers_here(request, organization, own_course, who, is_shown):
    browser = request.getfixturevalue(who)
    if who == "client":
        browser.force_login(assign_role(UserFactory(), Role.VIEWER, organization))

    content = text(browser.get("/cms/"))

    assert (f'"url": "{address("")}"' in content) == is_shown
    assert '<noscript><p class="capabilitymessage">Menulis kursus' in content
    assert browser.get(address("")).context["can_bring"] == is_shown


def test_the_front_page_of_the_back_office_leads_to_each_course(writer, own_course):
    assert address("_course", own_course.pk) in text(writer.get("/cms/"))


def test_packages_go_out_and_come_in(writer, own_course, own_lesson):
    answer = writer.get(address("_download", own_course.pk))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sendiri.zip"'

    again = writer.post(
        address("_package"), {"package": SimpleUploadedFile("sendiri.zip", answer.content)}, follow=True
    )

    assert again.redirect_chain == [(address("_course", own_course.pk), 302)]
    assert "Paket ini sama dengan kursusnya." in text(again)


def test_a_broken_package_is_listed_and_changes_nothing(writer, own_course, own_lesson):
    before = Revision.objects.count()

    answer = writer.post(address("_package"), {"package": SimpleUploadedFile("a.zip", b"bukan zip")})

    assert answer.status_code == 400
    assert "Berkas ini bukan ZIP yang bisa dibuka." in text(answer)
    assert Revision.objects.count() == before


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Pilih berkas ZIP-nya dulu."),
        ({"package": SimpleUploadedFile("a.zip", b"")}, "Berkas ini kosong."),
        ({"package": SimpleUploadedFile("a.zip", b"x" * (ZIP_LIMIT + 1))}, "ZIP paling besar 25,0 MB."),
    ],
    ids=["none", "empty", "huge"],
)
def test_no_package_at_all(writer, own_course, data, message):
    assert writer.post(address("_package"), data).context["form"].errors["package"] == [message]


def test_a_course_that_is_not_ready_says_what_to_mend(writer, own_course, own_module):
    LessonFactory(parent=own_module, slug="awal", minutes=0)

    answer = writer.get(address("_download", own_course.pk))

    assert answer.status_code == 409
    assert "minutes harus angka 1 sampai 120." in text(answer)


# ---- writing


def test_a_lesson_opens_as_text(writer, own_lesson):
    form = writer.get(address("_lesson", own_lesson.pk)).context["form"]

    assert form.initial["body"] == "Isi pelajaran.\n"
    assert form.initial["title"] == "Pelajaran Sendiri"


def test_saving_makes_a_draft_in_the_history(writer, trainer, own_lesson):
    response = post_lesson(writer, own_lesson, body="Satu **dua**.\r\n\r\n::: ingat\r\nTiga.\r\n:::\r\n")

    assert response.url == address("_lesson", own_lesson.pk)
    draft = draft_of(own_lesson)
    assert [block.block_type for block in draft.body] == ["text", "notice"]
    assert (draft.title, draft.summary, draft.minutes, draft.is_required) == ("Judul baru", "Ringkas.", 7, True)
    own_lesson.refresh_from_db()
    assert (own_lesson.title, own_lesson.live) == ("Pelajaran Sendiri", True)
    assert draft.latest_revision.user == trainer
    assert PageLogEntry.objects.filter(page=own_lesson.pk, action="wagtail.edit", user=trainer).count() == 1


def test_saving_the_same_again_makes_no_revision(writer, own_lesson):
    post_lesson(writer, own_lesson)
    before = Revision.objects.count()

    response = post_lesson(writer, own_lesson)

    assert response.status_code == 302
    assert Revision.objects.count() == before


def test_opening_and_saving_a_lesson_of_every_block_changes_nothing(writer, own_lesson):
    image = get_image_model().objects.create(title="x", file=SimpleUploadedFile("x.png", png()))
    blocks = deepcopy([stored for stored, _text in EVERY_BLOCK])
    for block in blocks:
        if block["type"] == "picture":
            block["value"]["image"]["image"] = image.pk
        if block["type"] == "references":
            block["value"] = [ReferenceFactory().pk, ReferenceFactory().pk]
    own_lesson.body = own_lesson.body.stream_block.to_python(blocks)
    own_lesson.save_revision().publish()
    before = Revision.objects.count()
    shown = writer.get(address("_lesson", own_lesson.pk)).context["form"].initial

    post_lesson(writer, own_lesson, **{**shown, "is_required": "on"})

    assert Revision.objects.count() == before


@pytest.mark.parametrize(
    ("fields", "name", "message"),
    [
        ({"body": "Isi.\n\n<b>x</b>"}, "body", "Baris 3: HTML tidak dipakai dalam pelajaran."),
        ({"body": "a\n\n::: ingat\nlupa"}, "body", "Baris 3: Kotak ::: ingat belum ditutup dengan ::: sendirian."),
        ({"body": ""}, "body", "Tulis isinya dulu: satu paragraf sudah cukup untuk disimpan."),
        (
            {"body": "![a](gambar/99)"},
            "body",
            "Baris 1: Gambar gambar/99 tidak ada. Unggah dulu di bawah.",
        ),
        ({"body": "[a](halaman/999999)"}, "body", "Baris 1: Halaman halaman/999999 tidak ada."),
        (
            {"body": "[a](javascript:x) <script>alert(1)</script>"},
            "body",
            "Baris 1: HTML tidak dipakai dalam pelajaran.",
        ),
        ({"minutes": "0"}, "minutes", "Tulis 1 sampai 120 menit."),
        ({"minutes": "121"}, "minutes", "Tulis 1 sampai 120 menit."),
        ({"minutes": "banyak"}, "minutes", "Tulis bilangan bulat."),
        ({"title": ""}, "title", "Isi bagian ini dulu."),
    ],
)
def test_mistakes_are_named_and_nothing_typed_is_lost(writer, own_lesson, fields, name, message):
    before = Revision.objects.count()

    response = post_lesson(writer, own_lesson, **{"body": "Tulisan panjang saya.", **fields})

    form = response.context["form"]
    assert response.status_code == 200
    assert form.errors[name] == [message]
    assert form["body"].value() == {"body": "Tulisan panjang saya.", **fields}["body"]
    assert Revision.objects.count() == before


def test_a_picture_of_somebody_else_cannot_be_shown(writer, own_lesson, foreign_lesson):
    foreign = get_image_model().objects.create(title="x", file=SimpleUploadedFile("x.png", png()))

    response = post_lesson(writer, own_lesson, body=f"![a](gambar/{foreign.pk})")

    assert response.context["form"].errors["body"] == [
        f"Baris 1: Gambar gambar/{foreign.pk} tidak ada. Unggah dulu di bawah."
    ]


def test_a_foreign_draft_cannot_be_linked(writer, own_lesson, foreign_lesson):
    response = post_lesson(writer, own_lesson, body=f"[a](halaman/{foreign_lesson.pk})")

    assert response.context["form"].errors["body"] == [f"Baris 1: Halaman halaman/{foreign_lesson.pk} tidak ada."]


def test_a_link_to_a_public_page_is_kept_as_a_link_to_the_page(writer, own_course, own_lesson):
    post_lesson(writer, own_lesson, body=f"[a](halaman/{own_course.pk})")

    assert 'linktype="page"' in str(draft_of(own_lesson).body.raw_data)
    assert (
        f"[a](halaman/{own_course.pk})" in writer.get(address("_lesson", own_lesson.pk)).context["form"].initial["body"]
    )


def test_what_a_text_cannot_hold_opens_only_in_the_full_editor(writer, own_lesson):
    own_lesson.body = own_lesson.body.stream_block.to_python([{"type": "text", "value": "<p>a</p><hr/>"}])
    own_lesson.save_revision()

    response = writer.get(address("_lesson", own_lesson.pk))
    before = Revision.objects.count()
    post_lesson(writer, own_lesson)

    assert "Bagian ke-1: bagian &lt;hr&gt; hanya bisa diubah di editor lengkap." in text(response)
    assert reverse("wagtailadmin_pages:edit", args=[own_lesson.pk]) in text(response)
    assert Revision.objects.count() == before


# ---- pictures


def upload(client, lesson, content=None, **fields):
    file = SimpleUploadedFile("Foto.PNG", content or png())
    data = {**FIELDS, "title": "Belum disimpan", "body": "Teks saya.", "alt_text": "Balai [RW] penuh warga"}
    return client.post(address("_lesson", lesson.pk), {**data, "picture": file, "unggah": "ya", **fields})


def test_an_uploaded_picture_goes_into_the_text_and_nothing_is_saved_yet(writer, trainer, own_course, own_lesson):
    before = Revision.objects.count()

    form = upload(writer, own_lesson).context["form"]

    image = get_image_model().objects.get()
    assert form["body"].value() == f"Teks saya.\n\n![Balai \\[RW\\] penuh warga](gambar/{image.pk})\n"
    assert form["title"].value() == "Belum disimpan"
    assert (image.title, image.uploaded_by_user) == ("Balai [RW] penuh warga", trainer)
    assert image.collection.name.endswith(f"#{own_course.pk}")
    assert Revision.objects.count() == before

    post_lesson(writer, own_lesson, body=form["body"].value())

    shown = draft_of(own_lesson).body[1].value["image"]
    assert (shown.pk, shown.contextual_alt_text) == (image.pk, "Balai [RW] penuh warga")


@pytest.mark.parametrize(
    ("fields", "name", "message"),
    [
        ({"alt_text": " "}, "alt_text", "Tulis apa yang terlihat pada gambar."),
        ({"picture": ""}, "picture", "Pilih berkas gambarnya dulu."),
        (
            {"content": b"<svg/>"},
            "picture",
            "Nama berkas berakhiran .png, tetapi isinya svg. Simpan ulang gambarnya, lalu coba lagi.",
        ),
    ],
)
def test_a_picture_that_is_none_or_tells_nothing(writer, own_lesson, fields, name, message):
    response = upload(writer, own_lesson, **fields)

    assert response.context["picture"].errors[name] == [message]
    assert response.context["form"]["body"].value() == "Teks saya."
    assert get_image_model().objects.count() == 0


# ---- somebody else saved meanwhile


def test_a_conflict_overwrites_nothing_and_shows_both(writer, reviewer, own_lesson):
    seen = writer.get(address("_lesson", own_lesson.pk)).context["form"].initial["revision"] or ""
    post_lesson(reviewer, own_lesson, body="Tulisan admin.")
    before = Revision.objects.count()

    response = post_lesson(writer, own_lesson, body="Tulisan saya.", revision=seen)

    content = text(response)
    assert Revision.objects.count() == before
    assert "Tulisan admin." in content
    assert "Tulisan saya." in content
    assert "Disimpan oleh" in content
    now_seen = response.context["form"]["revision"].value()
    assert now_seen == Page.objects.get(pk=own_lesson.pk).latest_revision_id

    post_lesson(writer, own_lesson, body="Tulisan saya.", revision=now_seen)

    assert "Tulisan saya." in str(draft_of(own_lesson).body)
    assert Revision.objects.for_instance(own_lesson).count() == 2


@pytest.mark.parametrize("seen", ["0", "999999", "-1"])
def test_an_invented_revision_is_a_conflict(writer, own_lesson, seen):
    post_lesson(writer, own_lesson)
    before = Revision.objects.count()

    post_lesson(writer, own_lesson, body="Lain.", revision=seen)

    assert Revision.objects.count() == before


# ---- new pages, order


def test_a_module_and_a_lesson_are_added_as_drafts(writer, trainer, own_course):
    response = writer.post(address("_module_new", own_course.pk), {"title": "Modul & warga", "lesson_minutes": "45"})

    module = ModulePage.objects.get(slug="modul-warga")
    assert response.url == address("_course", own_course.pk)
    assert (module.title, module.live, module.owner, module.get_parent().specific) == (
        "Modul & warga",
        False,
        trainer,
        own_course,
    )

    response = writer.post(address("_lesson_new", module.pk), {**FIELDS, "title": "Awal", "body": "Isi."})

    lesson = LessonPage.objects.get(slug="awal")
    assert response.url == address("_lesson", lesson.pk)
    assert (lesson.live, lesson.latest_revision.user, lesson.has_unpublished_changes) == (False, trainer, True)


def test_the_same_title_gets_another_address(own_module):
    for _ in range(3):
        LessonFactory(parent=own_module, slug=free_slug(own_module, "Satu_dua!"))

    assert [page.slug for page in own_module.get_children()] == ["satu-dua", "satu-dua-2", "satu-dua-3"]
    assert free_slug(own_module, "日本") == "halaman"
    assert len(free_slug(own_module, "kata " * 60)) <= 70


def test_a_new_lesson_with_a_mistake_is_not_made(writer, own_module):
    response = writer.post(address("_lesson_new", own_module.pk), {**FIELDS, "body": "# Satu"})

    assert response.context["form"].errors["body"] == [
        "Baris 1: Judul memakai ## atau ###; judul pelajaran sudah ada di atas."
    ]
    assert not LessonPage.objects.exists()


def test_module_and_course_fields_are_changed_as_drafts(writer, own_course, own_module):
    writer.post(address("_module", own_module.pk), {"title": "Modul baru", "lesson_minutes": "90", "revision": ""})
    writer.post(
        address("_course_edit", own_course.pk),
        {"title": "Kursus baru", "summary": "Satu.", "outcomes": "a\nb", "review_note": "", "revision": ""},
    )

    assert (draft_of(own_module).title, draft_of(own_module).lesson_minutes) == ("Modul baru", 90)
    assert (draft_of(own_course).title, draft_of(own_course).outcomes.split()) == ("Kursus baru", ["a", "b"])
    assert CoursePage.objects.get(pk=own_course.pk).title == "Kursus Sendiri"


def order(module):
    return [page.slug for page in module.get_children().order_by("path")]


def test_a_trainer_moves_own_drafts_only(writer, own_module, own_lesson):
    draft = LessonFactory(parent=own_module, slug="draf", live=False)

    assert writer.post(address("_move", draft.pk), {"arah": "naik"}).status_code == 302
    assert order(own_module) == ["draf", "pelajaran"]
    assert writer.post(address("_move", own_lesson.pk), {"arah": "naik"}).status_code == 404
    assert order(own_module) == ["draf", "pelajaran"]


def test_an_admin_moves_everything_to_the_ends_and_no_further(reviewer, own_module, own_lesson):
    second = LessonFactory(parent=own_module, slug="dua")
    third = LessonFactory(parent=own_module, slug="tiga")

    for page, way in [(own_lesson, "turun"), (third, "naik"), (third, "naik"), (third, "naik"), (second, "turun")]:
        assert reviewer.post(address("_move", page.pk), {"arah": way}).status_code == 302

    assert order(own_module) == ["tiga", "pelajaran", "dua"]


@pytest.mark.parametrize("way", ["", "samping"])
def test_other_ways_are_none(reviewer, own_lesson, way):
    assert reviewer.post(address("_move", own_lesson.pk), {"arah": way}).status_code == 404


# ---- review


def test_draft_to_public_through_the_plain_screens(writer, reviewer, client, own_lesson):
    post_lesson(writer, own_lesson, body="Teks yang baru.")
    assert "Teks yang baru." in text(writer.get(address("_preview", own_lesson.pk)))
    assert "Teks yang baru." not in text(client.get(own_lesson.url))

    writer.post(address("_submit", own_lesson.pk))
    assert "Judul baru" in text(reviewer.get(address("")))
    review = reviewer.get(address("_review", own_lesson.pk))
    seen = Page.objects.get(pk=own_lesson.pk).latest_revision_id
    assert f'value="{seen}"' in text(review)
    reviewer.post(address("_review", own_lesson.pk), {"approve": "ya", "revision": seen})

    assert "Teks yang baru." in text(client.get(own_lesson.url))
    assert reviewer.get(address("")).context["waiting"] == []


def test_a_returned_draft_shows_the_note_and_can_be_sent_again(writer, reviewer, own_lesson):
    post_lesson(writer, own_lesson)
    writer.post(address("_submit", own_lesson.pk))
    seen = Page.objects.get(pk=own_lesson.pk).latest_revision_id

    empty = reviewer.post(address("_review", own_lesson.pk), {"reject": "ya", "comment": "", "revision": seen})
    reviewer.post(address("_review", own_lesson.pk), {"reject": "ya", "comment": "Kurang contoh.", "revision": seen})
    screen = text(writer.get(address("_lesson", own_lesson.pk)))

    assert empty.context["form"].errors["comment"] == ["Tulis apa yang perlu diperbaiki."]
    assert "Kurang contoh." in screen
    assert "Dikembalikan untuk diperbaiki" in screen
    post_lesson(writer, own_lesson, body="Dengan contoh.")
    assert writer.post(address("_submit", own_lesson.pk)).status_code == 302
    assert "Sedang ditinjau" in text(writer.get(address("_lesson", own_lesson.pk)))


def test_while_in_review_nothing_can_be_changed_until_it_is_taken_back(writer, own_lesson):
    post_lesson(writer, own_lesson)
    writer.post(address("_submit", own_lesson.pk))
    before = Revision.objects.count()

    response = post_lesson(writer, own_lesson, body="Lain.")

    assert "Sedang ditinjau, jadi tidak bisa diubah." in text(response)
    assert Revision.objects.count() == before
    writer.post(address("_withdraw", own_lesson.pk))
    post_lesson(writer, own_lesson, body="Lain.")
    assert Revision.objects.count() == before + 1


def test_approving_a_text_that_changed_meanwhile_shows_it_first(writer, reviewer, own_lesson):
    post_lesson(writer, own_lesson)
    writer.post(address("_submit", own_lesson.pk))
    seen = Page.objects.get(pk=own_lesson.pk).latest_revision_id
    post_lesson(reviewer, own_lesson, body="Diperbaiki admin.")

    response = reviewer.post(address("_review", own_lesson.pk), {"approve": "ya", "revision": seen})

    own_lesson.refresh_from_db()
    assert "Naskah ini berubah sejak Anda membukanya." in text(response)
    assert own_lesson.title == "Pelajaran Sendiri"


def test_a_trainer_cannot_decide(writer, own_lesson):
    post_lesson(writer, own_lesson)
    writer.post(address("_submit", own_lesson.pk))
    seen = Page.objects.get(pk=own_lesson.pk).latest_revision_id

    for data in ({"approve": "ya"}, {"reject": "ya", "comment": "x"}):
        assert writer.post(address("_review", own_lesson.pk), {**data, "revision": seen}).status_code == 404

    assert "Setujui dan terbitkan" not in text(writer.get(address("_review", own_lesson.pk)))
    own_lesson.refresh_from_db()
    assert own_lesson.title == "Pelajaran Sendiri"


@pytest.mark.parametrize("name", ["_submit", "_withdraw"])
def test_what_makes_no_sense_now_is_absent(writer, own_lesson, name):
    assert writer.post(address(name, own_lesson.pk)).status_code == 404


def test_a_module_has_no_preview(writer, own_module):
    assert writer.get(address("_preview", own_module.pk)).status_code == 404


@pytest.mark.parametrize(
    ("fixture", "name"), [("own_course", "_course"), ("own_module", "_module"), ("own_lesson", "_lesson")]
)
def test_a_page_leads_to_its_form(writer, request, fixture, name):
    page = request.getfixturevalue(fixture)

    assert writer.get(address("_page", page.pk)).url == address(name, page.pk)


# ---- who may

SCREENS = [
    ("_course", "course"), ("_course_edit", "course"), ("_module_new", "course"), ("_download", "course"),
    ("_module", "module"), ("_lesson_new", "module"), ("_quiz_new", "module"),
    ("_lesson", "lesson"), ("_page", "lesson"), ("_preview", "lesson"), ("_review", "lesson"),
]  # fmt: skip
BUTTONS = [("_move", "lesson"), ("_submit", "lesson"), ("_withdraw", "lesson")]


def places(lesson):
    module = lesson.get_parent()
    return {"lesson": lesson.pk, "module": module.pk, "course": module.get_parent().pk}


def people(organization):
    for role in (Role.OFFICER, Role.VIEWER, Role.TRAINER):
        yield assign_role(UserFactory(username=f"orang-{role}"), role, organization)


@pytest.mark.parametrize(("name", "place"), [*SCREENS, *BUTTONS])
def test_foreign_pages_look_absent_to_everybody_else(client, trainer, organization, foreign_lesson, name, place):
    pk = places(foreign_lesson)[place]
    before = (Revision.objects.count(), Page.objects.count())

    for user in [trainer, *people(organization)]:
        client.force_login(user)
        for method in ("get", "post"):
            response = getattr(client, method)(address(name, pk), {**FIELDS, "body": "x", "lesson_minutes": 1})
            assert response.status_code in (404, 405)
            assert b"RAHASIA" not in response.content

    assert (Revision.objects.count(), Page.objects.count()) == before


@pytest.mark.parametrize(("name", "place"), [*SCREENS, *BUTTONS])
def test_members_and_visitors_are_sent_to_the_login(client, member, own_lesson, name, place):
    for login in (None, member.user):
        if login:
            client.force_login(login)
        response = getattr(client, "post" if (name, place) in BUTTONS else "get")(
            address(name, places(own_lesson)[place])
        )
        assert response.status_code == 302


@pytest.mark.parametrize("name", ["_lesson", "_module", "_course"])
def test_a_form_opens_only_its_own_kind(writer, own_course, own_module, own_lesson, name):
    pks = {"_lesson": own_module.pk, "_module": own_course.pk, "_course": own_lesson.pk}

    assert writer.get(address(name, pks[name])).status_code == 404


def test_a_trainer_sent_away_can_save_nothing_more(writer, trainer, own_course, own_lesson):
    dismiss_trainer(course=own_course, user=trainer)

    assert post_lesson(writer, own_lesson).status_code == 404
