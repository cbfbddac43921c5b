"""A new foreign key to a person is merged too: it moves, unless somebody wrote down another rule."""

from django.apps import apps

from members.models import Member
from members.services.merge_keys import unique_keys
from members.services.merge_rules import label_of, references_to, rule_for, rules

STAYING = {
    "members.Member.merged_into",
    "members.MemberMerge.kept",
    "members.MemberMerge.merged",
    "members.Member_walks_of_life.member",
    "members.NotSamePerson.first",
    "members.NotSamePerson.second",
}
STAYING_TWINS = {
    "bimtek.Speaker.member",
    "certificates.NameCheck.member",
    "members.Consent.member",
    "members.DataRequest.member",
}
"""Of two about the same thing the merged entry's stays where it is, and is shown in the history."""


def test_every_rule_is_about_a_foreign_key_that_exists():
    known = {label_of(field) for model in apps.get_models() for field in references_to(model)}

    assert rules().keys() - known == set()


def test_only_these_references_to_a_person_never_move():
    assert {label_of(field) for field in references_to(Member) if rule_for(field).stays} == STAYING


def test_every_kind_that_can_meet_its_double_has_a_rule():
    meeting = {
        label_of(field)
        for field in references_to(Member)
        for _index, names, _condition in unique_keys(field.model)
        if field.name in names and not rule_for(field).stays
    }
    decided = {label for label in meeting if rules().get(label) and (rules()[label].settle or rules()[label].numbering)}

    assert meeting - decided - STAYING_TWINS == set()


def test_every_reference_to_a_person_is_found():
    direct = {
        f"{relation.related_model._meta.label}.{relation.field.name}"
        for relation in Member._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and not relation.many_to_many
    }

    assert direct - {label_of(field) for field in references_to(Member)} == set()
