"""Who asks, remembered: 15,000 requests by a dozen people would read the same accounts, roles and rights each time."""

from copy import copy

from django.contrib.auth.backends import BaseBackend

from members.models import User

PATH = f"{__name__}.KnownPeople"


class KnownPeople(BaseBackend):
    """Reads an account with its roles and rights once per world; tests that change those log in the usual way."""

    remembered: dict[str, User] = {}

    def get_user(self, user_id):
        if user_id not in self.remembered:
            user = self.remembered[user_id] = User.objects.get(pk=user_id)
            user.get_all_permissions()
            list(user.roles)
        return copy(self.remembered[user_id])
