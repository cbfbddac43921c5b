"""Pages that records point at; they may be unpublished, never deleted."""

from django.db import router
from django.db.models.deletion import Collector, ProtectedError
from wagtail.models import Page


def records_about(page: Page) -> list[str]:
    """Names of the kinds of records that keep `page` or a page below it from being deleted; empty when none does.

    Asks Django what a deletion would run into, so records of apps above count without being known here.
    """
    collector = Collector(using=router.db_for_write(Page))
    try:
        collector.collect(Page.objects.filter(path__startswith=page.path))
    except ProtectedError as error:
        return sorted({str(row._meta.verbose_name) for row in error.protected_objects})
    return []
