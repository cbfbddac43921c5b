"""Addresses of this app."""

from django.urls import path

from courses.views import (
    guards,
    learning,
    packages,
    pages,
    trainers,
    writing,
    writing_lessons,
    writing_reviews,
)

urlpatterns = [
    path("belajar/", learning.show_learning, name="learning"),
    path("belajar/kursus/<int:pk>/ikuti/", learning.join_course, name="course_join"),
    path("belajar/kursus/<int:pk>/berhenti/", learning.leave_course, name="course_leave"),
    path("belajar/kegiatan/<int:pk>/selesai/", learning.finish_activity, name="activity_finish"),
    path("kursus/", pages.show_catalog, name="course_catalog"),
    path("kursus/<slug:course>/", pages.show_page),
    path("kursus/<slug:course>/<slug:module>/", pages.show_page),
    path("kursus/<slug:course>/<slug:module>/<slug:activity>/", pages.show_page),
    path("cms/kursus/baru/", trainers.add_course, name="course_add"),
    path("cms/pelatih/", trainers.list_courses, name="course_trainers"),
    path("cms/pelatih/<int:pk>/", trainers.edit_trainers, name="course_trainers_edit"),
    path("cms/tulis/", writing.show_index, name="writing"),
    path("cms/tulis/paket/", packages.upload_package, name="writing_package"),
    path("cms/tulis/kursus/<int:pk>/", writing.show_course, name="writing_course"),
    path("cms/tulis/kursus/<int:pk>/ubah/", writing.edit_course, name="writing_course_edit"),
    path("cms/tulis/kursus/<int:pk>/paket/", packages.download_package, name="writing_download"),
    path("cms/tulis/kursus/<int:pk>/modul-baru/", writing.add_module, name="writing_module_new"),
    path("cms/tulis/modul/<int:pk>/", writing.edit_module, name="writing_module"),
    path("cms/tulis/modul/<int:pk>/pelajaran-baru/", writing_lessons.add_lesson, name="writing_lesson_new"),
    path("cms/tulis/pelajaran/<int:pk>/", writing_lessons.edit_lesson, name="writing_lesson"),
    path("cms/tulis/halaman/<int:pk>/", writing.open_page, name="writing_page"),
    path("cms/tulis/halaman/<int:pk>/pindah/", writing.move_page, name="writing_move"),
    path("cms/tulis/halaman/<int:pk>/pratinjau/", writing_reviews.preview_page, name="writing_preview"),
    path("cms/tulis/halaman/<int:pk>/ajukan/", writing_reviews.submit, name="writing_submit"),
    path("cms/tulis/halaman/<int:pk>/tarik/", writing_reviews.withdraw, name="writing_withdraw"),
    path("cms/tulis/halaman/<int:pk>/tinjau/", writing_reviews.review_page, name="writing_review"),
    path("cms/bulk/<str:app_label>/<str:model_name>/<str:action>/", guards.act_in_bulk),
    path("cms/pages/<int:page_to_move_id>/move/<int:destination_id>/confirm/", guards.confirm_move),
    path("cms/choose-page/<int:parent_page_id>/", guards.choose_page),
    path("cms/choose-page/chosen-multiple/", guards.choose_many),
    path("cms/reports/page-types-usage/", guards.report_page_types),
    path("cms/reports/page-types-usage/results/", guards.report_page_types, {"results_only": True}),
]
