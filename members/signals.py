from django.dispatch import Signal

role_revoked = Signal()
"""Sent inside the transaction, with `user` and `role`, after the last assignment of that role was taken away."""
