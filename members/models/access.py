from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.records import Record
from members.choices import AccountEventKind, CodePurpose
from members.models.people import Member, User


class LoginCodeQuerySet(models.QuerySet):
    def open_at(self, now):
        """Neither used nor replaced nor expired."""
        return self.filter(used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now)


class LoginCode(Record):
    """A one-time way to set a password: on a printed card, or read out to somebody who forgot theirs.

    Personal data: that a person was given a code, by whom and when; the code itself is kept as a keyed digest only.
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="login_codes", verbose_name=_("anggota"))
    purpose = models.CharField(_("untuk"), max_length=5, choices=CodePurpose)
    digest = models.CharField(_("sidik kode"), max_length=64, unique=True)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("dibuat oleh"))
    issued_at = models.DateTimeField(_("dibuat pada"))
    expires_at = models.DateTimeField(_("berlaku sampai"))
    used_at = models.DateTimeField(_("dipakai pada"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("dimatikan pada"), null=True, blank=True)

    objects = LoginCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("kode masuk")
        verbose_name_plural = _("kode masuk")
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("issued_at")), name="members_login_code_expires_after_issue"
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(revoked_at__isnull=True),
                name="members_login_code_used_or_revoked",
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(used_at__isnull=True, revoked_at__isnull=True),
                name="members_login_code_one_open",
            ),
        ]

    def __str__(self):
        return f"{self.pk} · {self.get_purpose_display()}"


class AccountEvent(Record):
    """What happened to a login, shown to its owner. Personal data: when, and which other person did it. Append-only."""

    user = models.ForeignKey(User, models.PROTECT, related_name="account_events", verbose_name=_("akun"))
    kind = models.CharField(_("kejadian"), max_length=25, choices=AccountEventKind)
    actor = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("dilakukan oleh")
    )
    happened_at = models.DateTimeField(_("pada"))

    class Meta:
        verbose_name = _("kejadian akun")
        verbose_name_plural = _("riwayat akun")
        ordering = ["-happened_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AccountEventKind.values), name="members_account_event_kind")
        ]
        indexes = [models.Index(fields=["user", "-happened_at"], name="members_account_event_recent")]

    def __str__(self):
        return f"{self.pk} · {self.get_kind_display()}"
