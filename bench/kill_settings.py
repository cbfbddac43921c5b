"""For the workers that bench_kills starts: the tests' hurried leases, long enough for a whole turn; mails as files."""

import os

from tests.lms.cluster_settings import *  # noqa: F403 -- the same settings
from tests.lms.cluster_settings import Q_CLUSTER

Q_CLUSTER = {**Q_CLUSTER, "timeout": 30, "retry": 60}
JOB_LEASE_SECONDS = 31
JOB_PATIENCE_SECONDS = 10
EMAIL_BACKEND = "bench.slow_mail.SlowMail"
EMAIL_FILE_PATH = os.environ["MAIL_FOLDER"]
