"""The register as an office keeps it after some years: most groups with a decree, some run out, some without."""

from datetime import date, timedelta

from members.choices import KimStatus, LinkKind
from members.models import Kim, KimLink

ENDED = date(2022, 8, 16)


def fill_register(today: date) -> None:
    """Decrees, addresses and channels for the groups of the demo, all invented; the people in them stay as they are."""
    kims = list(Kim.objects.select_related("region").order_by("region_id"))
    for number, kim in enumerate(kims):
        _fill(kim, number, today)
    fields = ["status", "decree_number", "decree_date", "decree_issuer", "decree_valid_until", "address"]
    fields += ["contact_phone", "kim_id_url", "kim_id_registered_on"]
    Kim.objects.bulk_update(kims, fields)
    KimLink.objects.bulk_create(
        [
            KimLink(kim=kim, kind=LinkKind.FACEBOOK, url=f"https://facebook.com/contoh-{_word(kim)}")
            for number, kim in enumerate(kims)
            if number % 3 == 0
        ]
    )


def _fill(kim: Kim, number: int, today: date) -> None:
    kim.address = f"Kantor Lurah {kim.region.name}"
    kim.contact_phone = f"+62813000000{number + 1:02d}"
    if number % 9 == 7:
        kim.status = KimStatus.WITHOUT_DECREE
        return
    kim.decree_number = f"{number + 1:02d}/KEP/{kim.region.code[-2:]}/2019"
    kim.decree_date, kim.decree_issuer = date(2019, 8, 17), f"Lurah {kim.region.name}"
    kim.decree_valid_until = {4: ENDED, 5: today + timedelta(days=30)}.get(number % 6)
    if number % 2 == 0:
        kim.kim_id_url, kim.kim_id_registered_on = f"https://contoh-{_word(kim)}.kim.id/", date(2022, 11, 1)


def _word(kim: Kim) -> str:
    return "".join(letter for letter in kim.region.name.lower() if letter.isalnum())
