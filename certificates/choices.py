from django.db import models
from django.utils.translation import gettext_lazy as _


class SigningMode(models.TextChoices):
    DIRECT = "direct", _("langsung")
    ON_BEHALF = "on_behalf", _("a.n. (atas nama)")
    FOR_SUPERIOR = "for_superior", _("a.n. dan u.b. (untuk beliau)")
    ACTING_VACANT = "acting_vacant", _("Plt. (jabatan kosong)")
    ACTING_DAILY = "acting_daily", _("Plh. (pejabat berhalangan)")
    ACTING_HEAD = "acting_head", _("Pj. (penjabat)")


class CertificateStatus(models.TextChoices):
    VALID = "valid", _("Berlaku")
    REVOKED = "revoked", _("Dicabut")


class ParticipantRole(models.TextChoices):
    PARTICIPANT = "participant", _("Peserta")
