from django.dispatch import Signal

progress_changed = Signal()
"""Sent inside the transaction, with `enrollment` and `now`, after a completion was added to the enrollment."""
