"""How a person comes to an account: by the office, or alone with the class code of a group; docs/accounts.md."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from members.choices import AccountEventKind, KimStatus, RegionLevel
from members.models import Kim, KimMembership, Member, Organization, User
from members.services.class_codes import normalize_class_code
from members.services.events import record_event
from members.services.kims import join_kim
from members.services.merges import standing_entry
from members.services.people import create_member, tidy_name


class LoginTaken(Exception):
    """The username already belongs to somebody."""


class AlreadyHasLogin(Exception):
    """The person can log in already."""


class WrongClassCode(Exception):
    """No group takes people in with this code."""


class AlreadyKnown(Exception):
    """Name, number, username or e-mail belong to somebody the site knows; which of them is nobody's business."""


@transaction.atomic
def create_login(*, member: Member, username: str = "", now: datetime) -> User:
    """Give a person an account; nobody can enter it until a one-time code has set its password.

    Without a `username` a free one is made of the name. The member's phone number also leads to the account, unless
    it leads to another one already. Raises AlreadyHasLogin and LoginTaken.
    """
    member = standing_entry(member=member)
    if member.user_id:
        raise AlreadyHasLogin
    phone = str(member.phone) if member.phone else None
    if phone and User.objects.filter(phone=phone).exists():
        phone = None
    user = _open(username or suggest_username(member), member=member, phone=phone, now=now)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    return user


@transaction.atomic
def sign_up(
    *, class_code: str, full_name: str, password: str, phone: str = "", username: str = "", email: str = "",
    now: datetime,
) -> User:  # fmt: skip
    """A new person with an account, in the register of the group from today on.

    Raises WrongClassCode before anything else is looked at: without the code nothing is told about anybody.
    Raises AlreadyKnown when the person may be in the register already: the office hands out a card then, because a
    second row would split their learning and the first must not go to whoever knows a name and a number.
    """
    kim, office = _class_behind(class_code)
    if _is_known(kim=kim, full_name=full_name, phone=phone, username=username, email=email):
        raise AlreadyKnown
    region = kim.region if kim.region.level == RegionLevel.VILLAGE else None
    member = create_member(full_name=full_name, organization=office, region=region, phone=phone, now=now)
    try:
        user = _open(username or suggest_username(member), member=member, phone=phone or None, email=email, now=now)
    except LoginTaken as error:
        raise AlreadyKnown from error
    user.set_password(password)
    user.save(update_fields=["password"])
    join_kim(kim=kim, member=member, now=now)
    record_event(user=user, kind=AccountEventKind.SIGNED_UP, actor=user, now=now)
    return user


def _class_behind(class_code: str) -> tuple[Kim, Organization]:
    """The group, locked, so that one person who taps twice is not entered twice, and the office that keeps it."""
    code = normalize_class_code(class_code)
    groups = Kim.objects.select_for_update(of=("self",)).select_related("region")
    kim = groups.filter(class_code=code).exclude(class_code="").exclude(status=KimStatus.INACTIVE).first()
    office = office_for(kim.region_id) if kim else None
    if kim is None or office is None:
        raise WrongClassCode
    return kim, office


def office_for(region_code: str) -> Organization | None:
    """The office that answers for a place: that of the village, else of the district, the city, the province."""
    parts = region_code.split(".")
    codes = [".".join(parts[:length]) for length in range(1, len(parts) + 1)]
    offices = Organization.objects.filter(region_id__in=codes).order_by("pk")
    return max(offices, key=lambda office: len(office.region_id), default=None)


def _is_known(*, kim: Kim, full_name: str, phone: str, username: str, email: str) -> bool:
    accounts = Q(pk__in=[])
    if phone:
        accounts |= Q(phone=phone)
    if username:
        accounts |= Q(username__iexact=username)
    if email:
        accounts |= Q(email__iexact=email)
    recorded = phone and Member.objects.current().filter(phone=phone).exists()
    return bool(User.objects.filter(accounts).exists() or recorded or _is_in_register(kim, full_name))


def _is_in_register(kim: Kim, full_name: str) -> bool:
    """Compared in Python: databases disagree about capitals outside of ASCII, and a group has some dozen people."""
    rows = KimMembership.objects.filter(kim=kim, ends_on__isnull=True, member__in=Member.objects.current())
    wanted = tidy_name(full_name).casefold()
    return any(name.casefold() == wanted for name in rows.values_list("member__full_name", flat=True))


def _open(username: str, *, member: Member, phone: str | None, email: str = "", now: datetime) -> User:
    if User.objects.filter(username__iexact=username).exists():
        raise LoginTaken
    try:
        with transaction.atomic():
            user = User.objects.create(
                username=username.lower(),
                first_name=member.call_name[:150],
                phone=phone,
                email=email.lower(),
                date_joined=now,
            )
    except IntegrityError as error:
        raise LoginTaken from error
    member.user = user
    member.save(update_fields=["user"])
    return user


def suggest_username(member: Member) -> str:
    """`maria.nahak`, or with a number behind it when taken: first and second word of the name."""
    words = [
        "".join(letter for letter in word.lower() if letter.isascii() and letter.isalnum())
        for word in member.full_name.split()
    ]
    base = ".".join([word for word in words if word][:2])[:30] or "anggota"
    if not base[0].isalpha():
        base = f"kim.{base}"
    taken = {
        name.lower() for name in User.objects.filter(username__istartswith=base).values_list("username", flat=True)
    }
    candidates = [base, *(f"{base}{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in candidates if name not in taken)
