"""Mails with a link to a new password. A worker sends them, so that the page takes the same time for every address."""

import secrets
import smtplib
from datetime import datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from lms.services.jobs import enqueue
from members.models import User

KIND = "members.reset_mail"
NOBODY = "0"


class MailNotSent(Exception):
    """The mail server refused; its own words may hold the address, which is nothing for the list of jobs."""


@transaction.atomic
def request_reset_mail(*, email: str, now: datetime) -> None:
    """Promise a mail to whoever has this address; for an unknown one the same job with nothing to do.

    Asking twice within a minute gives one mail.
    """
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    suffix = f"{int(now.timestamp()) // 60}" if user else secrets.token_hex(4)
    enqueue(kind=KIND, key=f"{user.pk if user else NOBODY}:{suffix}", now=now)


def send_reset_mail(*, key: str, now: datetime) -> None:
    """Work of the job, outside of any transaction: the link is made here and stored nowhere."""
    user = User.objects.filter(pk=int(key.partition(":")[0]), is_active=True).exclude(email="").first()
    if user is None:
        return
    with override("id"):
        context = {"user": user, "address": reset_address(user), "site_name": settings.WAGTAIL_SITE_NAME}
        text = render_to_string("account/email/reset.txt", context)
        subject = _("Kata sandi baru untuk %s") % settings.WAGTAIL_SITE_NAME
    try:
        send_mail(subject, text, None, [user.email])
    except (smtplib.SMTPException, OSError) as error:
        raise MailNotSent(type(error).__name__) from None


def reset_address(user: User) -> str:
    """Under the configured address; the link dies with the next login or password, and after three hours."""
    arguments = [user_pk_to_url_str(user), default_token_generator.make_token(user)]
    return f"{settings.BASE_URL}{reverse('account_reset_password_from_key', args=arguments)}"


def finish_reset_mail(*, key: str, now: datetime, prepared: None) -> None:
    """The mail is out; nothing is kept."""
