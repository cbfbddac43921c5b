"""What an office owns in the CMS: its folder of pictures and documents, and the groups that may use it.

Wagtail knows groups and folders, not our scopes: the groups follow from role assignments, nobody edits them by hand.
"""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission

from members.choices import Role
from members.models import Organization, User
from members.models.scope import ADMINS, scope_of

STAFF_PREFIX, ADMIN_PREFIX = "Berkas kantor #", "Admin kantor #"
STAFF_ACTIONS = ["add", "choose"]
ADMIN_ACTIONS = ["add", "change", "choose"]
WRITERS_OF_FILES = frozenset({Role.OFFICER, Role.TRAINER, Role.ADMIN})


@transaction.atomic
def open_organization(*, organization: Organization) -> Organization:
    """Save a new or changed office and set up what it owns in the CMS; safe to repeat.

    Roles given for a region above reach it at once.
    """
    organization.save()
    equip(organization)
    above = Q(region__code=organization.region_id)
    for length in (2, 5, 8):
        above |= Q(region__code=organization.region_id[:length])
    holders = User.objects.filter(Q(role_assignments__region__isnull=False) | Q(groups__in=_groups_of(organization)))
    for user in holders.distinct():
        settle_file_groups(user)
    return organization


def equip(organization: Organization) -> None:
    """Folder and groups of an office, made once; its crest lies in the folder."""
    if organization.collection_id is None:
        name = f"{organization.short_name} #{organization.pk}"
        organization.collection = Collection.get_first_root_node().add_child(name=name)
        organization.save(update_fields=["collection"])
        _grant_files(_group(STAFF_PREFIX, organization), organization.collection, STAFF_ACTIONS)
        _grant_files(_group(ADMIN_PREFIX, organization), organization.collection, ADMIN_ACTIONS)
    if organization.crest and organization.crest.collection.is_root():
        organization.crest.collection = organization.collection
        organization.crest.save(update_fields=["collection"])


def admin_group_of(organization: Organization) -> Group:
    """The admins of one office; courses give it the rights on the office's pages."""
    equip(organization)
    return _group(ADMIN_PREFIX, organization)


def settle_file_groups(user: User) -> None:
    """Make the user's office groups those that follow from the roles; everything else is left alone."""
    wanted = [_group(STAFF_PREFIX, office) for office in _equipped(user, WRITERS_OF_FILES)]
    wanted += [_group(ADMIN_PREFIX, office) for office in _equipped(user, ADMINS)]
    kept = {group.pk for group in wanted}
    current = user.groups.filter(Q(name__startswith=STAFF_PREFIX) | Q(name__startswith=ADMIN_PREFIX))
    user.groups.remove(*[group for group in current if group.pk not in kept])
    user.groups.add(*wanted)


def _equipped(user: User, roles: frozenset[str]) -> list[Organization]:
    """Offices these roles write for; superusers need no groups."""
    if user.is_superuser:
        return []
    offices = list(Organization.objects.owned_in(scope_of(user, roles)).select_related("crest__collection"))
    for office in offices:
        equip(office)
    return offices


def _groups_of(organization: Organization) -> list[Group]:
    return [_group(STAFF_PREFIX, organization), _group(ADMIN_PREFIX, organization)]


def _group(prefix: str, organization: Organization) -> Group:
    return Group.objects.get_or_create(name=f"{prefix}{organization.pk}")[0]


def _grant_files(group: Group, collection: Collection, actions: list[str]) -> None:
    for app_label, model in (("wagtailimages", "image"), ("wagtaildocs", "document")):
        for action in actions:
            permission = Permission.objects.get(content_type__app_label=app_label, codename=f"{action}_{model}")
            GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
