"""A mail server that has the mail at once and takes its time to say so: the moment in which a worker may die."""

import time

from django.core.mail.backends.filebased import EmailBackend


class SlowMail(EmailBackend):
    def send_messages(self, messages):
        count = super().send_messages(messages)
        time.sleep(0.5)
        return count
