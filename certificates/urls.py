"""Addresses of this app."""

from django.urls import path

from certificates.views import batches, credentials, downloads, files, office, previews, register, verification

event = "cms/kegiatan/<int:pk>/sertifikat"

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
    path(f"{event}/", office.show_preflight, name="office_certificates"),
    path(f"{event}/pilihan/", office.edit_offer, name="office_certificate_offer"),
    path(f"{event}/contoh/", office.show_sample, name="office_certificate_sample"),
    path(f"{event}/terbitkan/", office.issue_certificates, name="office_certificate_issue"),
    path(f"{event}/kemajuan/", batches.show_batch, name="office_certificate_batch"),
    path(f"{event}/kemajuan.json", batches.report_batch, name="office_certificate_batch_json"),
    path(f"{event}/coba-lagi/", batches.retry_batch, name="office_certificate_retry"),
    path(f"{event}/zip/", batches.download_zip, name="office_certificate_zip"),
    path("cms/sertifikat/rancangan/<int:pk>/", previews.choose_sample, name="office_design"),
    path("cms/sertifikat/rancangan/<int:pk>/contoh/", previews.show_design, name="office_design_sample"),
    path("cms/sertifikat/<int:pk>/cabut/", batches.revoke_certificate, name="office_certificate_revoke"),
]
