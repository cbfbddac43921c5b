"""Which kinds of spreadsheets can be imported. The app that owns the rows names its resource in `AppConfig.ready()`."""

from typing import TYPE_CHECKING

from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from members.services.sheets.resources import SheetResource

KINDS: dict[str, str] = {}


class UnknownKind(LookupError):
    """No application registered a resource for this kind of sheet."""


def register_kind(kind: str, resource_path: str) -> None:
    """`resource_path` is the dotted path of a `SheetResource`; `kind` is what `SheetImport.kind` and addresses hold."""
    KINDS[kind] = resource_path


def resource_class(kind: str) -> "type[SheetResource]":
    if kind not in KINDS:
        raise UnknownKind(kind)
    return import_string(KINDS[kind])


def offered_kinds() -> "list[type[SheetResource]]":
    """Kinds that are chosen from the list of imports; others start from the screen of what they belong to."""
    return [resource for kind in KINDS if (resource := resource_class(kind)).is_offered]
