from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    SOSIALISASI = "sosialisasi", _("Sosialisasi")
    BIMTEK = "bimtek", _("Bimtek")
    PELATIHAN = "pelatihan", _("Pelatihan")
    COORDINATION = "coordination", _("Rapat koordinasi")
    WORKSHOP = "workshop", _("Workshop")
    WEBINAR = "webinar", _("Webinar")


class EventMode(models.TextChoices):
    ON_SITE = "on_site", _("Luring")
    ONLINE = "online", _("Daring")
    HYBRID = "hybrid", _("Hibrida")


class EventStatus(models.TextChoices):
    DRAFT = "draft", _("Draf")
    PUBLISHED = "published", _("Terbuka")
    CLOSED = "closed", _("Ditutup")
    CANCELLED = "cancelled", _("Dibatalkan")


class SpeakerRole(models.TextChoices):
    OPENER = "opener", _("Pembuka acara")
    SPEAKER = "speaker", _("Narasumber")
    MODERATOR = "moderator", _("Moderator")
    FACILITATOR = "facilitator", _("Fasilitator")
    HOST = "host", _("Pembawa acara")
    COMMITTEE = "committee", _("Panitia")


ON_STAGE = (SpeakerRole.OPENER, SpeakerRole.SPEAKER, SpeakerRole.MODERATOR, SpeakerRole.FACILITATOR)
"""Whom the public page presents and the agenda names; host and committee work behind it."""


class RegistrationStatus(models.TextChoices):
    REGISTERED = "registered", _("Terdaftar")
    WAITLISTED = "waitlisted", _("Daftar tunggu")
    CANCELLED = "cancelled", _("Batal")


class SeatOrder(models.TextChoices):
    """In which order the chairs of a hall are numbered."""

    AREA = "area", _("kecamatan, lalu kelurahan")
    NAME = "name", _("nama, A sampai Z")
    REGISTRATION = "registration", _("urutan pendaftaran")


class AttendanceStatus(models.TextChoices):
    PRESENT = "present", _("Hadir")
    EXCUSED = "excused", _("Izin")
    SICK = "sick", _("Sakit")
    ABSENT = "absent", _("Alpa")


class AttendanceMethod(models.TextChoices):
    MANUAL = "manual", _("dicatat petugas")
    SIGNATURE = "signature", _("tanda tangan basah")
    QR = "qr", _("kode QR")


class TestKind(models.TextChoices):
    __test__ = False

    PRE = "pre", _("Tes awal")
    POST = "post", _("Tes akhir")


class ScoreSource(models.TextChoices):
    PAPER = "paper", _("kertas")
    QUIZ = "quiz", _("kuis daring")
