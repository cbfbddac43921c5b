"""Telling people that their certificate is there. The site sends nothing: the officer's own WhatsApp does."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.models import Certificate, Handover
from courses.choices import ReminderChannel
from courses.services.reminders import whatsapp_address
from members.choices import DisclosureKind
from members.models import User
from members.services.disclosures import record_disclosure


class NothingToHandOver(Exception):
    """The certificate is not valid, or its file is not drawn yet."""


def announce(*, certificate: Certificate) -> str:
    """The text for one person: where the certificate is, and where anybody can check it."""
    printed = certificate.printed
    words = {"name": certificate.member.call_name, "title": printed["activity"]["title"]}
    text = _("Halo %(name)s, sertifikat Anda untuk “%(title)s” sudah terbit.") % words
    where = verification_page(certificate)
    if certificate.member.user_id:
        own = f"{settings.BASE_URL}{reverse('learning')}"
        return f"{text}\n" + _("Unduh di Belajar saya: %s") % own + "\n" + _("Halaman verifikasinya: %s") % where
    return f"{text}\n" + _("Halaman verifikasinya: %s") % where


def verification_page(certificate: Certificate) -> str:
    return f"{settings.BASE_URL}{reverse('verify', args=[certificate.code])}"


@transaction.atomic
def hand_over(*, certificate: Certificate, channel: str, by: User, now: datetime) -> str:
    """Log it; the WhatsApp address to lead to, empty for a copied text. Raise NothingToHandOver.

    Leading to a number shows that number, so it is noted like every look at one.
    """
    if not certificate.is_valid or not Certificate.objects.drawn().filter(pk=certificate.pk).exists():
        raise NothingToHandOver(certificate)
    Handover.objects.create(certificate=certificate, channel=channel, handed_at=now, handed_by=by)
    if channel != ReminderChannel.WHATSAPP:
        return ""
    text = announce(certificate=certificate)
    if not certificate.member.phone:
        return whatsapp_address(text)
    record_disclosure(user=by, kind=DisclosureKind.PHONE, member=certificate.member, now=now)
    return whatsapp_address(text, phone=str(certificate.member.phone))
