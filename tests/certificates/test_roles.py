"""What is said per role and per result, and what a design leaves out."""

from datetime import date

import pytest

from bimtek.choices import SpeakerRole
from certificates.choices import ParticipantRole
from certificates.models import CertificateOffer, RoleWording
from certificates.services import printing
from certificates.services.wording import ROLE_WORDS
from tests.factories.bimtek import SpeakerFactory
from tests.factories.certificates import DesignFactory, SeriesFactory, SignatoryFactory
from tests.factories.members import KimMembershipFactory, MemberFactory

ACTIVITY = printing.Activity(
    phrase="Bimbingan Teknis",
    title="Desain Konten",
    held="pada Kamis, 11 Juli 2024",
    dates="Kamis, 11 Juli 2024",
    place="di Kupang",
    jp=8,
    minutes_per_jp=45,
    materials=[printing.Material("Dasar", "Gregorius", "2")],
)


def offer(design, second=None):
    return CertificateOffer(
        design=design, signatory=SignatoryFactory(), second_signatory=second, series=SeriesFactory()
    )


def freeze(design, *, second=None, valid_until=None, **recipient):
    values = {"name": "Maria", "origin": "KIM", "is_passed": False, "results": "Nilai: 80", **recipient}
    return printing.freeze(
        offer=offer(design, second),
        activity=ACTIVITY,
        recipient=printing.Recipient(**values),
        number="1",
        code="0" * 20,
        issued_on=date(2024, 7, 11),
        valid_until=valid_until,
    )


def test_every_part_of_an_event_is_a_role_with_a_word():
    assert (
        set(SpeakerRole.values) | {"participant"} == set(ParticipantRole.values) == {str(role) for role in ROLE_WORDS}
    )


@pytest.mark.parametrize("role", list(ParticipantRole))
def test_only_participants_pass_and_have_scores(db, role):
    text = freeze(DesignFactory(), role=role, is_passed=True)

    is_participant = role == ParticipantRole.PARTICIPANT
    assert (text["is_passed"], "LULUS" in text["wording"], bool(text["results"])) == (is_participant,) * 3
    assert (text["role"], text["role_key"]) == (ROLE_WORDS[role], role.value)


def test_participants_are_told_apart_by_result(db):
    design = DesignFactory(attended_wording="ikut", passed_wording="ikut dan LULUS")

    assert freeze(design, is_passed=False)["wording"] == "ikut"
    assert freeze(design, is_passed=True)["wording"] == "ikut dan LULUS"


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ("", "sebagai narasumber"),
        ("sebagai narasumber utama", "sebagai narasumber utama"),
        ("yang berbagi ilmu  pada ", "yang berbagi ilmu"),
    ],
)
def test_a_role_says_what_the_design_says_or_says_it_plainly(db, own, said):
    design = DesignFactory()
    RoleWording.objects.create(design=design, role=ParticipantRole.MODERATOR, wording="memandu")
    if own:
        RoleWording.objects.create(design=design, role=ParticipantRole.SPEAKER, wording=own)

    assert freeze(design, role=ParticipantRole.SPEAKER)["wording"] == said


def test_a_speaker_comes_from_where_they_were_introduced(db):
    member = MemberFactory(full_name="Debora  Kase", institution="Camat Alak")
    membership = KimMembershipFactory(member=member)
    introduced = SpeakerFactory(member=member, role=SpeakerRole.MODERATOR, presented_as="Kepala Bidang IKP")
    plain = SpeakerFactory(member=member, role=SpeakerRole.COMMITTEE)

    assert printing.describe_speaker(speaker=introduced, membership=membership) == printing.Recipient(
        name="Debora Kase", origin="Kepala Bidang IKP", is_passed=False, results="", role=ParticipantRole.MODERATOR
    )
    recipient = printing.describe_speaker(speaker=plain, membership=membership)
    assert recipient.role == ParticipantRole.COMMITTEE
    assert recipient.origin.startswith(membership.kim.name)


def test_what_the_design_leaves_out_is_not_frozen(db):
    everything = freeze(DesignFactory(name="semua"))
    no_scores = freeze(DesignFactory(name="tanpa nilai", shows_scores=False))
    one_page = freeze(DesignFactory(name="satu halaman", shows_materials=False))

    assert (everything["results"], len(everything["activity"]["materials"])) == ("Nilai: 80", 1)
    assert (no_scores["results"], len(no_scores["activity"]["materials"])) == ("", 1)
    assert (one_page["results"], one_page["activity"]["materials"]) == ("", [])


def test_the_look_is_frozen(db):
    design = DesignFactory(layout="weave", accent="maroon", has_photo_frame=True)

    assert freeze(design)["look"] == {
        "layout": "weave",
        "accent": "maroon",
        "has_materials": True,
        "has_photo_frame": True,
    }


def test_a_second_signatory_and_an_end_are_frozen_when_there_are_any(db):
    design = DesignFactory()
    second = SignatoryFactory(name="Ferdinan Missa", position="Ketua Panitia", mode="direct")

    text = freeze(design, second=second, valid_until=date(2027, 7, 11))

    assert text["second_signatory"]["name"] == "FERDINAN MISSA"
    assert text["second_signatory"]["lines"] == ["KETUA PANITIA,"]
    assert text["valid_until"] == "11 Juli 2027"
    assert (freeze(design)["second_signatory"], freeze(design)["valid_until"]) == (None, "")


@pytest.mark.parametrize(
    ("switches", "printed"),
    [
        ({}, ("ELISABET MANAFE TODE", "Pembina (IV/a)", "19800101 200501 2 001")),
        ({"shows_titles": True}, ("Dr. ELISABET MANAFE TODE, M.Si.", "Pembina (IV/a)", "19800101 200501 2 001")),
        ({"shows_rank": False}, ("ELISABET MANAFE TODE", "", "19800101 200501 2 001")),
        ({"shows_nip": False, "shows_rank": False}, ("ELISABET MANAFE TODE", "", "")),
    ],
)
def test_titles_rank_and_nip_have_a_switch_each(db, switches, printed):
    signatory = SignatoryFactory.build(organization=None, title_before="Dr.", title_after="M.Si.", **switches)

    frozen = printing.freeze_signatory(signatory)

    assert (frozen["name"], frozen["rank"], frozen["nip"]) == printed


def test_titles_are_not_left_hanging(db):
    only_after = SignatoryFactory.build(organization=None, title_after="S.Sos.", shows_titles=True)

    assert printing.freeze_signatory(only_after)["name"] == "ELISABET MANAFE TODE, S.Sos."
