"""Who an address is for. A new address gets a row here, or the guard test fails.

public: everybody · member: after login · office: officers, viewers, admins under /cms/ · cms: Wagtail's back office ·
machine: health and metrics, each with its own rule.
"""

PUBLIC = "public"
MEMBER = "member"
OFFICE = "office"
CMS = "cms"
MACHINE = "machine"

NAMES = {
    "set_language": PUBLIC,
    "help": PUBLIC,
    "robots": PUBLIC,
    "picture": PUBLIC,
    "health": MACHINE,
    "metrics": MACHINE,
    "wagtail_serve": PUBLIC,
    "wagtaildocs_serve": PUBLIC,
    "wagtaildocs_authenticate_with_password": PUBLIC,
    "wagtailcore_authenticate_with_password": PUBLIC,
    "wagtailcore_login": PUBLIC,
    # members
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_index": MEMBER,
    "account_change_password": MEMBER,
    "account_set_password": MEMBER,
    "office_members": OFFICE,
    "office_member_new": OFFICE,
    "office_member": OFFICE,
    "office_member_login": OFFICE,
    "office_member_password": OFFICE,
    "office_staff": OFFICE,
    "office_staff_new": OFFICE,
    "office_staff_changes": OFFICE,
    "office_staff_person": OFFICE,
    "office_staff_password": OFFICE,
    "office_staff_lock": OFFICE,
    "office_role_give": OFFICE,
    "office_role_take": OFFICE,
    "office_duplicates": OFFICE,
    "office_merge": OFFICE,
    "office_merge_dismiss": OFFICE,
    "office_merges": OFFICE,
    "office_merge_history": OFFICE,
    "office_merge_undo": OFFICE,
    "office_kims": OFFICE,
    "office_kim_new": OFFICE,
    "office_kim": OFFICE,
    "office_kim_search": OFFICE,
    "office_kim_join": OFFICE,
    "office_kim_leave": OFFICE,
    # courses
    "course_catalog": PUBLIC,
    "learning": MEMBER,
    "course_join": MEMBER,
    "course_leave": MEMBER,
    "activity_finish": MEMBER,
    "course_add": CMS,
    "course_trainers": CMS,
    "course_trainers_edit": CMS,
    # quizzes
    "quiz_start": MEMBER,
    "quiz_attempt": MEMBER,
    "quiz_answers": MEMBER,
    "quiz_result": MEMBER,
    "bank": CMS,
    "bank_add": CMS,
    "bank_paste": CMS,
    "bank_download": CMS,
    "bank_question": CMS,
    "bank_switch": CMS,
    # bimtek
    "event_list": PUBLIC,
    "event_detail": PUBLIC,
    "event_join": MEMBER,
    "event_leave": MEMBER,
    "office_events": OFFICE,
    "office_event_add": OFFICE,
    "office_event": OFFICE,
    "office_event_edit": OFFICE,
    "office_event_move": OFFICE,
    "office_event_export": OFFICE,
    "office_agenda": OFFICE,
    "office_slot": OFFICE,
    "office_slot_delete": OFFICE,
    "office_speakers": OFFICE,
    "office_speaker_search": OFFICE,
    "office_speaker_pick": OFFICE,
    "office_speaker_delete": OFFICE,
    "office_registrations": OFFICE,
    "office_member_search": OFFICE,
    "office_register": OFFICE,
    "office_walk_in": OFFICE,
    "office_registration_cancel": OFFICE,
    "office_attendance": OFFICE,
    "office_attendance_sheet": OFFICE,
    "office_scores": OFFICE,
    "office_scores_online": OFFICE,
    # certificates
    "verify_form": PUBLIC,
    "verify": PUBLIC,
    "certificate_download": MEMBER,
    "office_certificates": OFFICE,
    "office_certificate_offer": OFFICE,
    "office_certificate_sample": OFFICE,
    "office_certificate_issue": OFFICE,
    "office_certificate_batch": OFFICE,
    "office_certificate_batch_json": OFFICE,
    "office_certificate_retry": OFFICE,
    "office_certificate_zip": OFFICE,
    "office_certificate_revoke": OFFICE,
    "office_design_sample": OFFICE,
    # reports
    "office_completion": OFFICE,
    "office_completion_download": OFFICE,
    # lms
    "lms_jobs": CMS,
    "lms_jobs_results": CMS,
    "lms_retry_job": CMS,
}

ROUTES = {
    "cms/login/": PUBLIC,
    "cms/logout/": PUBLIC,
    "kursus/<slug:course>/": PUBLIC,
    "kursus/<slug:course>/<slug:module>/": PUBLIC,
    "kursus/<slug:course>/<slug:module>/<slug:activity>/": PUBLIC,
    "cms/choose-page/<int:parent_page_id>/": CMS,
    "cms/choose-page/chosen-multiple/": CMS,
    "cms/test404/": CMS,
    "cms/reports/aging-pages/": CMS,
    "cms/reports/page-types-usage/": CMS,
    "cms/reports/page-types-usage/results/": CMS,
    "_util/login/": PUBLIC,
    "cms/^.*/$": CMS,
}
"""Addresses without a name."""

SPACES = {
    "certificate": CMS,
    "certificatedesign": CMS,
    "signatory": CMS,
    "numberseries": CMS,
    "certificateoffer": CMS,
    "organization": CMS,
    "walkoflife": CMS,
}
"""Namespaces of our own view sets in the back office."""

WAGTAIL_OPEN = {
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
}
"""Wagtail's own addresses that answer before login; the resets are switched off and absent."""
