"""The class code of a group: whoever has it may sign up as one of its people; docs/accounts.md."""

import secrets

from django.db import IntegrityError, transaction

from members.models import Kim

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Letters and digits nobody misreads."""
LENGTH = 6
TRIES = 5


@transaction.atomic
def renew_class_code(*, kim: Kim) -> Kim:
    """A first or a new code; the one before opens nothing from now on."""
    kim = Kim.objects.select_for_update().get(pk=kim.pk)
    for last_try in [False] * (TRIES - 1) + [True]:
        kim.class_code = "".join(secrets.choice(LETTERS) for _index in range(LENGTH))
        try:
            with transaction.atomic():
                kim.save(update_fields=["class_code"])
            break
        except IntegrityError:  # one in 900 million for every group that has a code
            if last_try:
                raise
    return kim


@transaction.atomic
def switch_off_class_code(*, kim: Kim) -> Kim:
    """Nobody signs up for this group any more; who did stays."""
    kim = Kim.objects.select_for_update().get(pk=kim.pk)
    kim.class_code = ""
    kim.save(update_fields=["class_code"])
    return kim


def normalize_class_code(text: str) -> str:
    """`kpg-7x 2` as it is kept: capitals, no dashes, no spaces."""
    return "".join(letter for letter in text.upper() if letter.isalnum())
