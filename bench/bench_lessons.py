"""Figures of a lesson as a logged-in member gets it: processor time per request in the server, and how soon it is seen.

Production settings behind granian with one worker; Chromium as a slow phone. Needs the packages of the tests.

python -m bench.bench_lessons
"""

import http.client
import statistics
import sys

from playwright.sync_api import sync_playwright

from bench.production import busy_seconds, production_site
from tests.journeys.conftest import ARGUMENTS, CHROMIUM, PHONE

LESSON = "/kursus/desain-konten/dasar-desain/huruf-terbaca/"
WARMING, ASKED, ROUNDS = 30, 300, 5
CPU_BUDGET = 8.0
LINES = {"Slow 3G": (400, 400, 1500), "GPRS": (50, 500, 4000)}
"""kbit per second, milliseconds of delay, milliseconds until the largest paint at most."""
COOKIE_OF = """
from django.test import Client; from members.models import User
client = Client(); client.force_login(User.objects.get(username="anggota"))
print(client.cookies["sessionid"].value)
"""
LARGEST_PAINT = """() => new Promise((resolve) => {
  const tell = (list) => resolve(list.getEntries().at(-1).startTime);
  new PerformanceObserver(tell).observe({ type: "largest-contentful-paint", buffered: true });
})"""


def cpu_per_request(port, session, server):
    """Milliseconds of the server's processor for one lesson, compressed, over one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"Cookie": f"sessionid={session}", "Accept-Encoding": "gzip"}

    def ask(times):
        for _each in range(times):
            connection.request("GET", LESSON, headers=headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{LESSON} answered {answer.status}")

    ask(WARMING)
    before = busy_seconds(server)
    ask(ASKED)
    return (busy_seconds(server) - before) / ASKED * 1000


def largest_paint(browser, port, session, speed, delay):
    """Milliseconds, median of some visits with an empty cache on a phone four times slower than this machine."""
    seen = []
    for _round in range(ROUNDS):
        context = browser.new_context(viewport=PHONE)
        context.add_cookies([{"name": "sessionid", "value": session, "url": f"http://127.0.0.1:{port}"}])
        page = context.new_page()
        line = context.new_cdp_session(page)
        rate = speed * 1000 / 8
        conditions = {"offline": False, "latency": delay, "downloadThroughput": rate, "uploadThroughput": rate}
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", conditions)
        line.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        page.goto(f"http://127.0.0.1:{port}{LESSON}", wait_until="load", timeout=60_000)
        seen.append(page.evaluate(LARGEST_PAINT))
        context.close()
    return statistics.median(seen)


def main():
    is_over = False
    with production_site(question=COOKIE_OF) as (port, session, server):
        cpu = cpu_per_request(port, session, server)
        print(f"lesson, processor time per request: {cpu:.1f} ms (budget {CPU_BUDGET} ms)")
        is_over |= cpu > CPU_BUDGET
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            for name, (speed, delay, budget) in LINES.items():
                paint = largest_paint(browser, port, session, speed, delay)
                print(f"lesson, largest paint on {name}: {paint:.0f} ms (budget {budget} ms)")
                is_over |= paint > budget
            browser.close()
    if is_over:
        sys.exit(1)


main()
