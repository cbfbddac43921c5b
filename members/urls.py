"""Addresses of this app; those under /cms/ come before Wagtail's own."""

from allauth.account import views as allauth_views
from django.urls import path

from members.permissions import private
from members.views import account

urlpatterns = [
    path("masuk/", allauth_views.login, name="account_login"),
    path("keluar/", account.leave, name="account_logout"),
    path("akun/", account.show_account, name="account_index"),
    path("akun/sandi/", private(allauth_views.password_change), name="account_change_password"),
    path("akun/sandi/atur/", private(allauth_views.password_set), name="account_set_password"),
    path("akun/tidak-aktif/", allauth_views.account_inactive, name="account_inactive"),
    path("cms/login/", account.enter_cms),
    path("cms/logout/", account.leave),
]
