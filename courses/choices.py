from django.db import models
from django.utils.translation import gettext_lazy as _


class EnrollmentStatus(models.TextChoices):
    ACTIVE = "active", _("sedang belajar")
    COMPLETED = "completed", _("selesai")
    WITHDRAWN = "withdrawn", _("berhenti")


class CoverMotif(models.TextChoices):
    LOZENGE = "lozenge", _("belah ketupat")
    ZIGZAG = "zigzag", _("zigzag")
    CROSS = "cross", _("silang")


class CoverDye(models.TextChoices):
    INDIGO = "indigo", _("nila")
    MADDER = "madder", _("mengkudu")
    LEAF = "leaf", _("daun")
    BARK = "bark", _("kulit kayu")
