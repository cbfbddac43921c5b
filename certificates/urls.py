"""Addresses of this app."""

from django.urls import path

from certificates.views import (
    batches,
    credentials,
    downloads,
    files,
    handouts,
    names,
    numbers,
    office,
    outside_signing,
    persons,
    previews,
    register,
    reissues,
    verification,
)

event = "cms/kegiatan/<int:pk>/sertifikat"
series = "cms/sertifikat/nomor/<int:pk>"
signed_things = [
    ("event", event, "office_tte"),
    ("course", "cms/kursus/<int:pk>/sertifikat", "office_course_tte"),
]
signing_steps = [
    ("", outside_signing.show_signing, ""),
    ("zip/", outside_signing.download_unsigned, "_zip"),
    ("kode.csv", outside_signing.download_codes, "_codes"),
    ("masukkan/", outside_signing.bring_back, "_import"),
    ("layanan/", outside_signing.sign_by_service, "_service"),
]

urlpatterns = [
    path("verifikasi/", verification.show_form, name="verify_form"),
    path("verifikasi/berkas/", files.check_file, name="verify_file"),
    path("verifikasi/register/", register.show_register, name="verify_register"),
    path("verifikasi/register.json", register.report_register, name="verify_register_json"),
    path("verifikasi/status/<int:number>/", credentials.show_status_list, name="certificate_status"),
    path("verifikasi/<str:code>/credential.json", credentials.show_credential, name="certificate_credential"),
    path(".well-known/did.json", credentials.show_keys, name="certificate_keys"),
    path("verifikasi/<str:code>.json", verification.report_certificate, name="verify_json"),
    path("verifikasi/<str:code>/", verification.show_certificate, name="verify"),
    path("sertifikat/<int:pk>/unduh/", downloads.download, name="certificate_download"),
    path("sertifikat/nama/", names.my_name, name="certificate_name"),
    path(f"{event}/", office.show_preflight, name="office_certificates"),
    path(f"{event}/pilihan/", office.edit_offer, name="office_certificate_offer"),
    path(f"{event}/contoh/", office.show_sample, name="office_certificate_sample"),
    path(f"{event}/terbitkan/", office.issue_certificates, name="office_certificate_issue"),
    path(f"{event}/terbitkan-peran/", office.issue_roles, name="office_certificate_issue_parts"),
    path(f"{event}/nama/", names.check_names, name="office_certificate_names"),
    path(f"{event}/nama/lembar/", names.print_names, name="office_certificate_name_sheet"),
    path(f"{event}/cetak/", handouts.print_all, name="office_certificate_print"),
    path(f"{event}/cetak/<int:set_pk>/", handouts.download_set, name="office_certificate_print_file"),
    path(f"{event}/kemajuan/", batches.show_batch, name="office_certificate_batch"),
    path(f"{event}/kemajuan.json", batches.report_batch, name="office_certificate_batch_json"),
    path(f"{event}/coba-lagi/", batches.retry_batch, name="office_certificate_retry"),
    path(f"{event}/zip/", batches.download_zip, name="office_certificate_zip"),
    path("cms/sertifikat/rancangan/<int:pk>/", previews.choose_sample, name="office_design"),
    *(
        path(f"{place}/tte/{end}", view, {"kind": kind}, name=name + step)
        for kind, place, name in signed_things
        for end, view, step in signing_steps
    ),
    path("cms/sertifikat/rancangan/<int:pk>/contoh/", previews.show_design, name="office_design_sample"),
    path(
        "cms/sertifikat/peserta/<int:pk>/",
        persons.show_person,
        {"kind": "registration"},
        name="office_certificate_participant",
    ),
    path("cms/sertifikat/peran/<int:pk>/", persons.show_person, {"kind": "speaker"}, name="office_certificate_part"),
    path(
        "cms/sertifikat/kursus/<int:pk>/",
        persons.show_person,
        {"kind": "enrollment"},
        name="office_certificate_learner",
    ),
    path("cms/sertifikat/kursus/", persons.list_learners, name="office_certificate_learners"),
    path("cms/sertifikat/<int:pk>/kabari/", handouts.tell, name="office_certificate_tell"),
    path("cms/sertifikat/<int:pk>/ganti/", reissues.reissue_certificate, name="office_certificate_reissue"),
    path(f"{series}/", numbers.show_book, name="office_series_book"),
    path(f"{series}/unduh/", numbers.download_book, name="office_series_sheet"),
    path(f"{series}/cadangkan/", numbers.reserve_numbers, name="office_series_reserve"),
    path(f"{series}/batal/", numbers.void_one, name="office_series_void"),
    path(f"{series}/blok/<int:block_pk>/lepas/", numbers.release, name="office_series_release"),
    path("cms/sertifikat/<int:pk>/cabut/", batches.revoke_certificate, name="office_certificate_revoke"),
]
