"""Who may look after the machine room."""

from typing import Any


def can_mend_jobs(user: Any) -> bool:
    """Superusers, and the group Admin, which receives this permission with every migration."""
    return bool(user.is_active and user.has_perm("lms.change_job"))
