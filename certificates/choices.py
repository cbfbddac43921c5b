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
    REPLACED = "replaced", _("Digantikan")
    REVOKED = "revoked", _("Dicabut")


class ParticipantRole(models.TextChoices):
    PARTICIPANT = "participant", _("Peserta")
    OPENER = "opener", _("Pembuka acara")
    SPEAKER = "speaker", _("Narasumber")
    MODERATOR = "moderator", _("Moderator")
    FACILITATOR = "facilitator", _("Fasilitator")
    HOST = "host", _("Pembawa acara")
    COMMITTEE = "committee", _("Panitia")


BESIDE_PARTICIPANTS = [(role.value, role.label) for role in ParticipantRole if role != ParticipantRole.PARTICIPANT]
"""Participants are told apart by result, in words of the design itself."""


class DesignLayout(models.TextChoices):
    """The templates in code; a design fills their slots."""

    FRAME = "frame", _("Bingkai (resmi)")
    BAND = "band", _("Pita (modern)")
    WEAVE = "weave", _("Tenun (khas daerah)")


class DesignAccent(models.TextChoices):
    TEAL = "teal", _("Hijau laut")
    NAVY = "navy", _("Biru tua")
    MAROON = "maroon", _("Merah marun")
    OCHRE = "ochre", _("Kuning tanah")


class FileSignature(models.TextChoices):
    NONE = "none", _("tanpa tanda tangan elektronik")
    OFFICE = "office", _("kunci kantor di situs ini")
    EXTERNAL = "external", _("ditandatangani di luar situs")


class RegisterAction(models.TextChoices):
    ISSUED = "issued", _("diterbitkan")
    FILED = "filed", _("berkas disimpan")
    SIGNED = "signed", _("berkas bertanda tangan dimasukkan")
    REPLACED = "replaced", _("digantikan")
    REVOKED = "revoked", _("dicabut")


class HandoutOrder(models.TextChoices):
    """How the sheets lie in a printed set."""

    SEATING = "seating", _("nomor kursi, lalu nama")
    NAME = "name", _("nama, A sampai Z")
    VILLAGE = "village", _("kelurahan, lalu nama")
