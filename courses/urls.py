"""Addresses of this app."""

from django.urls import path

from courses.views import guards, learning, pages, trainers

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
    path("cms/bulk/<str:app_label>/<str:model_name>/<str:action>/", guards.act_in_bulk),
    path("cms/pages/<int:page_to_move_id>/move/<int:destination_id>/confirm/", guards.confirm_move),
    path("cms/choose-page/<int:parent_page_id>/", guards.choose_page),
    path("cms/choose-page/chosen-multiple/", guards.choose_many),
    path("cms/reports/page-types-usage/", guards.report_page_types),
    path("cms/reports/page-types-usage/results/", guards.report_page_types, {"results_only": True}),
]
