"""The base of every record model: a row the system writes about somebody, not content an editor writes."""

from django.db import models


class Record(models.Model):
    """Kept out of Wagtail's reference index, which would turn one insert into six or seven queries."""

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True
