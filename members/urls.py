"""Addresses of this app; those under /cms/ come before Wagtail's own."""

from allauth.account import views as allauth_views
from django.urls import path

from members.permissions import private
from members.views import account, office_kims, office_members, staff
from members.views import office_merges  # split so that edits meet less

urlpatterns = [
    path("masuk/", allauth_views.login, name="account_login"),
    path("keluar/", account.leave, name="account_logout"),
    path("akun/", account.show_account, name="account_index"),
    path("akun/sandi/", private(allauth_views.password_change), name="account_change_password"),
    path("akun/sandi/atur/", private(allauth_views.password_set), name="account_set_password"),
    path("akun/tidak-aktif/", allauth_views.account_inactive, name="account_inactive"),
    path("cms/login/", account.enter_cms),
    path("cms/logout/", account.leave),
    path("cms/anggota/", office_members.list_members, name="office_members"),
    path("cms/anggota/baru/", office_members.add_member, name="office_member_new"),
    path("cms/anggota/ganda/", office_merges.list_pairs, name="office_duplicates"),
    path("cms/anggota/gabung/<int:kept_pk>/<int:merged_pk>/", office_merges.compare, name="office_merge"),
    path("cms/anggota/gabung/<int:kept_pk>/<int:merged_pk>/beda/", office_merges.dismiss, name="office_merge_dismiss"),
    path("cms/anggota/gabungan/", office_merges.list_merges, name="office_merges"),
    path("cms/anggota/gabungan/<int:pk>/", office_merges.show_merge, name="office_merge_history"),
    path("cms/anggota/gabungan/<int:pk>/batal/", office_merges.undo, name="office_merge_undo"),
    path("cms/anggota/<int:pk>/", office_members.edit_member, name="office_member"),
    path("cms/anggota/<int:pk>/akun/", office_members.add_login, name="office_member_login"),
    path("cms/anggota/<int:pk>/sandi/", office_members.renew_login_password, name="office_member_password"),
    path("cms/staf/", staff.list_staff, name="office_staff"),
    path("cms/staf/baru/", staff.add_person, name="office_staff_new"),
    path("cms/staf/riwayat/", staff.list_changes, name="office_staff_changes"),
    path("cms/staf/peran/", staff.give_role, name="office_role_give"),
    path("cms/staf/peran/<int:pk>/cabut/", staff.take_role, name="office_role_take"),
    path("cms/staf/<int:pk>/", staff.show_person, name="office_staff_person"),
    path("cms/staf/<int:pk>/sandi/", staff.renew_password, name="office_staff_password"),
    path("cms/staf/<int:pk>/kunci/", staff.lock_account, name="office_staff_lock"),
    path("cms/kim/", office_kims.list_kims, name="office_kims"),
    path("cms/kim/baru/", office_kims.add_kim, name="office_kim_new"),
    path("cms/kim/<int:pk>/", office_kims.edit_kim, name="office_kim"),
    path("cms/kim/<int:pk>/cari/", office_kims.search_people, name="office_kim_search"),
    path("cms/kim/<int:pk>/anggota/", office_kims.join, name="office_kim_join"),
    path("cms/keanggotaan/<int:pk>/akhiri/", office_kims.leave, name="office_kim_leave"),
]
