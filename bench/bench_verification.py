"""Figures of the public verification: bytes of a whole page, SQL statements, answers per second on two cores.

Production settings behind granian with two workers; prepared bytes on open connections ask from the same cores.

python -m bench.bench_verification
"""

import gzip
import http.client
import os
import re
import socket
import sys
import time

from bench.production import busy_seconds, production_site

WEIGHT_BUDGET, SPEED_BUDGET = 10_000, 200
LINES, PER_LINE, PER_VISITOR = 16, 200, 100
"""Connections, questions on each, and how many from one address: they are rationed by the minute."""
CODE_OF = """
from certificates.models import Certificate
print(Certificate.objects.filter(status="valid").first().code)
"""


def fetch(connection, address):
    """Bytes as they came."""
    connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
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


class Line:
    """A connection kept open, with as little work as possible at this end of it."""

    def __init__(self, port, code, number):
        self.socket = socket.create_connection(("127.0.0.1", port))
        request = f"GET /verifikasi/{code}/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\n"
        self.visitors = [
            f"{request}X-Forwarded-For: 10.{number}.0.{visitor}\r\n\r\n".encode()
            for visitor in range(PER_LINE // PER_VISITOR)
        ]
        self.taken = b""

    def ask(self, count):
        self.socket.sendall(self.visitors[count // PER_VISITOR])

    def read(self):
        """One whole answer, by its Content-Length."""
        head, end, taken = b"", -1, self.taken
        while end < 0 or len(taken) < end:
            piece = self.socket.recv(65536)
            if not piece:
                raise RuntimeError("The server hung up")
            taken += piece
            if end < 0 and b"\r\n\r\n" in taken:
                head = taken.partition(b"\r\n\r\n")[0].lower()
                end = len(head) + 4 + int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        if not head.startswith(b"http/1.1 200"):
            raise RuntimeError(f"answered {head[:40]!r}")
        self.taken = taken[end:]


def ask_all(lines, rounds):
    """Every line has one question on its way all the time."""
    for line in lines:
        line.ask(rounds[0])
    for count in rounds[1:]:
        for line in lines:
            line.read()
            line.ask(count)
    for line in lines:
        line.read()


def measure_speed(port, code, server):
    """Answers a second as seen by those who ask, and milliseconds of the server's processor for one."""
    lines = [Line(port, code, number) for number in range(LINES)]
    ask_all(lines, range(PER_VISITOR))
    start, busy, own = time.perf_counter(), busy_seconds(server), time.process_time()
    ask_all(lines, range(PER_VISITOR, PER_LINE))
    asked, took = LINES * (PER_LINE - PER_VISITOR), time.perf_counter() - start
    print(f"verification, asking: {(time.process_time() - own) / asked * 1000:.2f} ms of the same processor a question")
    return asked / took, (busy_seconds(server) - busy) / asked * 1000


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
