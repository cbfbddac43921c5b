"""For the job cluster that tests start and kill: on the test database, with leases of seconds instead of minutes."""

import os

from lms.settings.test import *  # noqa: F403 -- the same settings, hurried
from lms.settings.test import DATABASES, INSTALLED_APPS, Q_CLUSTER

DATABASES["default"]["NAME"] = os.environ["CLUSTER_DATABASE"]
INSTALLED_APPS = [*INSTALLED_APPS, "tests.lms.job_app"]
Q_CLUSTER = {**Q_CLUSTER, "timeout": 3, "retry": 6, "poll": 0.2}
JOB_LEASE_SECONDS = 4
JOB_PATIENCE_SECONDS = 2
