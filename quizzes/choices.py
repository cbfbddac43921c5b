from django.db import models
from django.utils.translation import gettext_lazy as _


class QuestionKind(models.TextChoices):
    SINGLE = "single", _("satu jawaban benar")
    MULTIPLE = "multiple", _("beberapa jawaban benar")
    TRUE_FALSE = "true_false", _("benar atau salah")


class AttemptState(models.TextChoices):
    OPEN = "open", _("sedang dikerjakan")
    SUBMITTED = "submitted", _("sudah dinilai")
