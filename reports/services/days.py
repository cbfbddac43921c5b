"""The day a report looks back to, in the office's own time zone."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from members.models import User


@dataclass(frozen=True)
class ReportDay:
    """A calendar day where the office is; what happened before `ends_at` (exclusive) counts."""

    on: date
    zone_name: str

    @property
    def ends_at(self) -> datetime:
        return datetime.combine(self.on + timedelta(days=1), time.min, tzinfo=ZoneInfo(self.zone_name))


def office_zone(user: User) -> str:
    """Zone of the first office the user works for; the site's zone for roles given by region and for superusers."""
    zones = [row.organization.time_zone for row in user.roles if row.organization]
    return zones[0] if zones else settings.TIME_ZONE


def office_today(*, user: User, now: datetime) -> ReportDay:
    zone_name = office_zone(user)
    return ReportDay(on=now.astimezone(ZoneInfo(zone_name)).date(), zone_name=zone_name)
