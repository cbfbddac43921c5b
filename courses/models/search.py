from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class SearchEntry(models.Model):
    """The words of one published page as readers may look for them; made anew whenever the page is published.

    Says nothing about who may read the page: that is asked at every search, so nothing here has to follow an
    unpublished or moved page. The databases keep their own index of it (migration 0031): PostgreSQL the column
    `words`, SQLite the table `courses_searchwords`, which three triggers fill; remake them with the table.
    Personal data: none.
    """

    wagtail_reference_index_ignore = True

    page = models.OneToOneField(Page, models.CASCADE, primary_key=True, related_name="search_entry")
    title = models.CharField(_("judul"), max_length=255)
    summary = models.TextField(_("ringkasan"), blank=True)
    body = models.TextField(_("isi"), blank=True)
    indexed_at = models.DateTimeField(_("dicatat pada"))

    class Meta:
        verbose_name = _("catatan pencarian")
        verbose_name_plural = _("catatan pencarian")
        constraints = [models.CheckConstraint(condition=~models.Q(title=""), name="courses_search_entry_has_title")]

    def __str__(self):
        return self.title


class SameWords(models.Model):
    """Words that mean the same to those who search: each finds the others. Personal data: none."""

    words = models.CharField(
        _("kata"), max_length=250, unique=True, help_text=_("Dua kata atau lebih, dipisah spasi: hoaks hoax hoak.")
    )

    class Meta:
        verbose_name = _("kata sama arti")
        verbose_name_plural = _("kata sama arti")
        ordering = ["words"]
        constraints = [
            models.CheckConstraint(condition=models.Q(words__contains=" "), name="courses_same_words_several")
        ]

    def __str__(self):
        return self.words
