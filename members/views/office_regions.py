"""Suggestions while somebody types a region."""

from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from members.choices import RegionLevel
from members.models import Region
from members.permissions import office_write_required
from members.services.regions import suggest_regions

SUGGESTED = 12
LONGEST = 150


@office_write_required
@require_GET
def suggest(request):
    """Up to twelve kecamatan, kelurahan and desa of the own scope; `?tingkat=4` leaves the kecamatan out."""
    text = request.GET.get("q", "").replace("\0", "").strip()
    if not 2 <= len(text) <= LONGEST:
        return JsonResponse({"results": [], "note": _("Ketik dua huruf atau lebih.")})
    levels = [RegionLevel.VILLAGE] if request.GET.get("tingkat") == "4" else [RegionLevel.DISTRICT, RegionLevel.VILLAGE]
    among = Region.objects.editable_by(request.user).filter(level__in=levels)
    found = suggest_regions(text=text, among=among, limit=SUGGESTED)
    note = "" if found else _("Tidak ada wilayah dengan nama itu di wilayah kerja Anda.")
    return JsonResponse({"results": [{"code": one.code, "name": one.path_name} for one in found], "note": note})
