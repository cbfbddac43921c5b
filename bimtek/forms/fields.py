"""Fields that know the office's zone and its places."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.choices import RegionLevel
from members.models import Region

MANY = 600
"""Above this number of villages a list is too long for a phone and a weak line; districts are offered instead."""


EARLIEST_YEAR = 1945
"""Before it somebody mistyped; the year 1 has no UTC moment east of Greenwich, and SQLite fails on it."""


class LocalMoment(forms.DateTimeField):
    """A moment typed in the office's zone (`zone`, set by the form), with the phone's own picker."""

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    zone = None

    def __init__(self, **options):
        options.setdefault("input_formats", ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H.%M", "%d-%m-%Y %H.%M"])
        super().__init__(**options)
        self.error_messages["invalid"] = _("Isi tanggal dan jam, misalnya 11/07/2024 08.00.")

    def to_python(self, value):
        with timezone.override(self.zone):
            moment = super().to_python(value)
        if moment and moment.year < EARLIEST_YEAR:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return moment

    def prepare_value(self, value):
        with timezone.override(self.zone):
            return super().prepare_value(value)


class PlaceField(forms.ModelChoiceField):
    """A village of the office's region, grouped by kecamatan, because names repeat."""

    def __init__(self, **options):
        super().__init__(Region.objects.none(), **options)

    def show_places_of(self, organization):
        inside = Region.objects.active().within(organization.region_id).select_related("parent")
        villages = inside.of_level(RegionLevel.VILLAGE)
        places = villages if villages.count() <= MANY else inside.of_level(RegionLevel.DISTRICT)
        self.queryset = places.order_by("parent__name", "name")
        self.choices = [("", _("Pilih …")), *_groups(self.queryset)]


def _groups(places):
    groups = {}
    for place in places:
        groups.setdefault(place.parent.name, []).append((place.pk, place.name))
    return list(groups.items())


class AreaField(forms.ChoiceField):
    """A kecamatan of the office's region, for narrowing a search."""

    def show_areas_of(self, organization):
        districts = Region.objects.active().within(organization.region_id).of_level(RegionLevel.DISTRICT)
        self.choices = [("", _("Semua kecamatan")), *districts.order_by("name").values_list("pk", "name")]
