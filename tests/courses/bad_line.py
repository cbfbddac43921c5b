"""A line as bad as they come: a proxy that drops, delays, doubles, holds back and cuts what a phone sends."""

import socket
import socketserver
import time
from collections import Counter
from contextlib import contextmanager
from random import Random
from threading import Lock, Thread
from urllib.parse import urlsplit

MISHAPS = ["none", "drop before", "drop after", "delay", "duplicate", "hold back", "cut"]
END_OF_HEAD = b"\r\n\r\n"
PATIENCE = 30


class BadLine(socketserver.ThreadingTCPServer):
    """Forwards to `target`; which mishap meets which request is drawn from `seed`."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, target, seed):
        super().__init__(("127.0.0.1", 0), Passage)
        where = urlsplit(target)
        self.target = (where.hostname, where.port)
        self.random, self.lock = Random(seed), Lock()
        self.held, self.happened = [], Counter()

    def draw(self):
        with self.lock:
            mishap = self.random.choice(MISHAPS)
            self.happened[mishap] += 1
            return mishap

    def let_go(self, *, at_least=0):
        """Requests held back so far, now that later ones have passed them."""
        with self.lock:
            ripe, self.held = (self.held, []) if len(self.held) > at_least else ([], self.held)
        return ripe

    def forward(self, request):
        with socket.create_connection(self.target, timeout=PATIENCE) as line:
            line.sendall(request)
            line.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: line.recv(65_536), b""))


class Passage(socketserver.BaseRequestHandler):
    """One connection, one request."""

    def handle(self):
        request, line = read_request(self.request), self.server
        mishap = line.draw()
        if mishap == "drop before":
            return
        if mishap == "hold back":
            with line.lock:
                line.held.append(request)
            return
        if mishap == "cut":
            head = request.index(END_OF_HEAD) + len(END_OF_HEAD)
            line.forward(request[: (head + len(request)) // 2])
            return
        time.sleep(0.03 if mishap == "delay" else 0)
        answer = line.forward(request)
        if mishap == "duplicate":
            answer = line.forward(request)
        if mishap != "drop after":
            self.request.sendall(answer)
        for late in line.let_go(at_least=1):
            line.forward(late)


def read_request(connection):
    request = b""
    while END_OF_HEAD not in request:
        request += connection.recv(65_536)
    head, body = request.split(END_OF_HEAD, 1)
    length = next(int(row.split(b":")[1]) for row in head.lower().splitlines() if row.startswith(b"content-length"))
    while len(body) < length:
        body += connection.recv(65_536)
    return head + END_OF_HEAD + body


@contextmanager
def bad_line(target, *, seed):
    """The proxy while it runs; what it still holds back arrives at the end."""
    with BadLine(target, seed) as line:
        Thread(target=line.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield line
        finally:
            for late in line.let_go():
                line.forward(late)
            line.shutdown()
