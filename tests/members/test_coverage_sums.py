"""Coverage of a world small enough to count by hand, and sums that hold for any world."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from members.choices import KimStatus, Role
from members.models import Kim, Region
from members.services.coverage import CoverageRow, report_coverage
from tests.factories.members import KimFactory, RegionFactory, UserFactory, assign_role

pytestmark = pytest.mark.django_db
VILLAGES = ["53.71.01.1001", "53.71.01.1002", "53.71.01.1003", "53.71.02.1001", "53.71.02.1002", "53.72.01.1001"]


def figures(row):
    return (
        row.village_count, row.active_count, row.dormant_count, row.missing_count, row.district_kim_count,
        row.percent, row.dormant_percent,
    )  # fmt: skip


@pytest.fixture
def viewer():
    """Somebody who sees the whole province of six villages."""
    for code in VILLAGES:
        RegionFactory(code=code)
    return assign_role(UserFactory(), Role.VIEWER, region=Region.objects.get(code="53"))


def group(code, status="active"):
    return KimFactory(region=Region.objects.get(code=code), status=status)


def of_area(viewer, area=""):
    report = report_coverage(user=viewer, area_code=area)
    return {row.region.code: figures(row) for row in report.rows} | {"all": figures(report.total)}


def test_a_world_without_groups_is_missing_everywhere(viewer):
    assert of_area(viewer) == {
        "53.71": (5, 0, 0, 5, 0, 0, 0), "53.72": (1, 0, 0, 1, 0, 0, 0), "all": (6, 0, 0, 6, 0, 0, 0),
    }  # fmt: skip


def test_a_small_world_by_hand(viewer):
    """Kota 53.71: one village covered twice, one resting, one planned; a whole kecamatan beside. 53.72: covered."""
    group("53.71.01.1001")
    group("53.71.01.1001", "inactive")
    group("53.71.01.1002", "without_decree")
    group("53.71.01.1003", "not_formed")
    group("53.71.02")
    group("53.72.01.1001")

    assert of_area(viewer) == {
        "53.71": (5, 1, 1, 3, 1, 20, 20), "53.72": (1, 1, 0, 0, 0, 100, 0), "all": (6, 2, 1, 3, 1, 33, 16),
    }  # fmt: skip
    assert of_area(viewer, "53.71") == {
        "53.71.01": (3, 1, 1, 1, 0, 33, 33), "53.71.02": (2, 0, 0, 2, 1, 0, 0), "all": (5, 1, 1, 3, 1, 20, 20),
    }  # fmt: skip
    assert report_coverage(user=viewer).statuses == [
        ("Aktif", 3), ("Tidak aktif", 1), ("Belum ber-SK", 1), ("Belum terbentuk", 1),
    ]  # fmt: skip


def test_a_village_with_a_resting_and_a_planned_group_rests(viewer):
    group("53.72.01.1001", "not_formed")
    assert of_area(viewer, "53.72")["all"] == (1, 0, 0, 1, 0, 0, 0)

    group("53.72.01.1001", "inactive")
    assert of_area(viewer, "53.72")["all"] == (1, 0, 1, 0, 0, 0, 100)

    group("53.72.01.1001", "active")
    assert of_area(viewer, "53.72")["all"] == (1, 1, 0, 0, 0, 100, 0)


@pytest.mark.parametrize("status", ["inactive", "without_decree", "not_formed"])
def test_only_an_active_group_of_a_kecamatan_stands_beside(viewer, status):
    group("53.71.02", status)

    assert of_area(viewer)["53.71"] == (5, 0, 0, 5, 0, 0, 0)


def test_a_village_that_is_gone_is_counted_nowhere(viewer):
    kim = group("53.72.01.1001")
    Region.objects.filter(code="53.72.01.1001").update(is_active=False)

    report = report_coverage(user=viewer, area_code="53.71")

    assert figures(report.total) == (5, 0, 0, 5, 0, 0, 0)
    assert report_coverage(user=viewer).gone_count == 1
    assert Kim.objects.get() == kim


@pytest.mark.parametrize(
    ("of", "covered", "percent"), [(0, 0, 0), (3, 1, 33), (3, 2, 66), (1000, 999, 99), (7, 7, 100)]
)
def test_percent_is_rounded_down(of, covered, percent):
    assert CoverageRow(region=None, village_count=of, active_count=covered).percent == percent


counts = st.integers(0, 5000)
rows = st.builds(
    lambda missing, dormant, active, beside: CoverageRow(
        region=None,
        village_count=missing + dormant + active,
        active_count=active,
        formed_count=dormant + active,
        district_kim_count=beside,
    ),
    counts,
    counts,
    counts,
    counts,
)


@given(st.lists(rows, max_size=8))
def test_a_total_is_the_sum_of_its_parts(parts):
    total = CoverageRow(region=None)
    for part in parts:
        total.add(part)

    for name in ("village_count", "active_count", "dormant_count", "missing_count", "district_kim_count"):
        assert getattr(total, name) == sum(getattr(part, name) for part in parts)
    assert total.active_count + total.dormant_count + total.missing_count == total.village_count
    assert 0 <= total.percent + total.dormant_percent <= 100
    assert min([part.percent for part in parts if part.village_count], default=0) <= total.percent


class AnyWorld(TestCase):
    """The database counts as a plain loop does, whatever groups there are."""

    @classmethod
    def setUpTestData(cls):
        for code in VILLAGES:
            RegionFactory(code=code)
        cls.viewer = assign_role(UserFactory(), Role.VIEWER, region=Region.objects.get(code="53"))

    @settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.tuples(st.sampled_from([*VILLAGES, "53.71.01"]), st.sampled_from(KimStatus.values)), max_size=9))
    def test_counts_agree_with_a_loop(self, groups):
        for code, status in groups:
            group(code, status)

        report = report_coverage(user=self.viewer)

        for row in report.rows:
            villages = [code for code in VILLAGES if code.startswith(row.region.code)]
            having = [{status for code, status in groups if code == village} for village in villages]
            active = sum("active" in statuses for statuses in having)
            formed = sum(bool(statuses - {"not_formed"}) for statuses in having)
            beside = groups.count(("53.71.01", "active")) if row.region.code == "53.71" else 0
            assert figures(row)[:5] == (
                len(villages), active, formed - active, len(villages) - formed, beside,
            )  # fmt: skip
        assert sum(count for _label, count in report.statuses) == len(groups)
