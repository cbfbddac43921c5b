from django.dispatch import Signal

role_revoked = Signal()
"""Sent inside the transaction, with `user` and `role`, after an assignment was taken away; others may remain."""
