from django.db import models
from django.utils.translation import gettext_lazy as _


class EnrollmentStatus(models.TextChoices):
    ACTIVE = "active", _("sedang belajar")
    COMPLETED = "completed", _("selesai")
    WITHDRAWN = "withdrawn", _("berhenti")


class EnrollmentPolicy(models.TextChoices):
    OPEN = "open", _("terbuka untuk semua anggota")
    REGION = "region", _("hanya anggota KIM di satu wilayah")
    INVITATION = "invitation", _("hanya yang diundang")
    APPROVAL = "approval", _("setelah disetujui petugas")


class AdmissionStatus(models.TextChoices):
    INVITED = "invited", _("diundang")
    ASKED = "asked", _("menunggu keputusan")
    APPROVED = "approved", _("disetujui")
    REFUSED = "refused", _("ditolak")


class ProgressKind(models.TextChoices):
    OPENED = "opened", _("dibuka")
    READ = "read", _("dibaca")
    FINISHED = "finished", _("ditandai selesai")


class SubmissionStatus(models.TextChoices):
    SUBMITTED = "submitted", _("menunggu dinilai")
    RETURNED = "returned", _("perlu diperbaiki")
    ACCEPTED = "accepted", _("diterima")


class ReminderChannel(models.TextChoices):
    WHATSAPP = "whatsapp", _("WhatsApp")
    COPY = "copy", _("teks disalin")


class ReferenceKind(models.TextChoices):
    HOTLINE = "hotline", _("nomor telepon")
    SERVICE = "service", _("layanan")
    LAW = "law", _("aturan")


class CoverMotif(models.TextChoices):
    LOZENGE = "lozenge", _("belah ketupat")
    ZIGZAG = "zigzag", _("zigzag")
    CROSS = "cross", _("silang")


class CoverDye(models.TextChoices):
    INDIGO = "indigo", _("nila")
    MADDER = "madder", _("mengkudu")
    LEAF = "leaf", _("daun")
    BARK = "bark", _("kulit kayu")
