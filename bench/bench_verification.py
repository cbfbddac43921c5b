"""Figures of the public verification: bytes of a whole page, SQL statements, answers per second on two cores.

Production settings behind granian with two workers; the asking itself runs on the same cores.

python -m bench.bench_verification
"""

import gzip
import http.client
import os
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from bench.production import busy_seconds, production_site

WEIGHT_BUDGET, SPEED_BUDGET = 10_000, 200
ASKERS, ASKED = 4, 500
CODE_OF = """
from certificates.models import Certificate
print(Certificate.objects.filter(status="valid").first().code)
"""


def fetch(connection, address, visitor=1):
    """Bytes as they came; every hundred questions another visitor, as the ration is per address."""
    headers = {
        "Accept-Encoding": "gzip",
        "X-Forwarded-For": f"10.{visitor >> 16 & 255}.{visitor >> 8 & 255}.{visitor & 255}",
    }
    connection.request("GET", address, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{address} answered {answer.status}")
    return body


def weigh(port, code):
    """Page and everything it names, compressed, as a phone with an empty cache gets it."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    page = fetch(connection, f"/verifikasi/{code}/")
    html = gzip.decompress(page).decode()
    needed = re.findall(r'<(?:link rel="stylesheet"|script|img)[^>]*(?:href|src)="(/[^"]+)"', html)
    return len(page) + sum(len(fetch(connection, address)) for address in needed), len(needed)


def ask(port, code, asker):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for count in range(ASKED):
        fetch(connection, f"/verifikasi/{code}/", visitor=asker * ASKED + count // 100)


def measure_speed(port, code, server):
    """Answers a second as seen by those who ask, and milliseconds of the server's processor for one."""
    ask(port, code, ASKERS)
    start, busy = time.perf_counter(), busy_seconds(server)
    with ThreadPoolExecutor(ASKERS) as pool:
        list(pool.map(lambda asker: ask(port, code, asker), range(ASKERS)))
    asked = ASKERS * ASKED
    return asked / (time.perf_counter() - start), (busy_seconds(server) - busy) / asked * 1000


def main():
    with production_site(question=CODE_OF, workers=2) as site:
        weight, files = weigh(*site[:2])
        speed, cpu = measure_speed(*site)
    print(f"verification, whole page: {weight} bytes in {files + 1} files (budget {WEIGHT_BUDGET} bytes)")
    load, cores = os.getloadavg()[0], os.cpu_count()
    print(f"verification, answers: {speed:.0f} a second beside a load of {load:.1f} on {cores} cores")
    possible = 2000 / cpu
    print(
        f"verification, processor: {cpu:.1f} ms an answer, {possible:.0f} a second on two cores (budget {SPEED_BUDGET})"
    )
    if weight > WEIGHT_BUDGET or max(speed, possible) < SPEED_BUDGET:
        sys.exit(1)


main()
