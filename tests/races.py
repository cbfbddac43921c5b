"""Many threads, each with its own connection, all starting at the same moment; for PostgreSQL, where races show."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections


def run_at_once(jobs):
    """Run all jobs in threads that start together; their results or exceptions."""
    start = Barrier(len(jobs))

    def run(job):
        try:
            start.wait(10)
            return job()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))
