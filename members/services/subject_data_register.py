"""What this app contributes to "Data saya", to erasure and to retention."""

from members.choices import RetentionSubject
from members.services.erasure import register_eraser
from members.services.retention import register_keeper
from members.services.subject_data import register_section

HERE = "members.services"
SECTIONS = {
    "identity": ("members.Member", "members.WalkOfLife", "members.MemberMerge"),
    "account": ("members.User", "members.RoleAssignment", "mfa.Authenticator"),
    "kims": ("members.KimMembership",),
    "consents": ("members.Consent",),
    "data_requests": ("members.DataRequest",),
    "history": ("members.AccountEvent", "members.LoginCode"),
    "disclosures": ("members.Disclosure",),
}
KEEPERS = {
    RetentionSubject.INACTIVE_MEMBERS: "PeopleKeeper",
    RetentionSubject.LOGIN_CODES: "CodeKeeper",
    RetentionSubject.ACCOUNT_EVENTS: "EventKeeper",
    RetentionSubject.DISCLOSURES: "DisclosureKeeper",
    RetentionSubject.SHEET_IMPORTS: "SheetKeeper",
}


def register_people_data() -> None:
    """Call in `ready()`, after the higher apps: the person's entry is erased last."""
    for key, models in SECTIONS.items():
        register_section(key, f"{HERE}.subject_data_people.{key}", models=models)
    register_eraser("members", f"{HERE}.erasure_people.PeopleEraser")
    for subject, keeper in KEEPERS.items():
        register_keeper(subject, f"{HERE}.retention_people.{keeper}")
