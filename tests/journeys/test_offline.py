"""Members without a line: a course on the phone, marks that wait, other phones, other accounts, wiped storage."""

import json
import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PATIENCE, follow, log_in
from tests.journeys.papers import right_answers

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE)

COURSE = "/kursus/desain-konten/"
DUMP = """async () => {
  const texts = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) texts.push(request.url, await (await cache.match(request)).text());
  }
  for (const name of ["events", "marks", "pages", "courses"]) texts.push(JSON.stringify(await learn.all(name)));
  return texts.join("\\n");
}"""
THROW_AWAY = """async () => {
  for (const name of await caches.keys()) await caches.delete(name);
  for (const [name, key] of [["events", "n"], ["marks", "key"], ["pages", "url"], ["courses", "course"]])
    await learn.drop(name, (await learn.all(name)).map((row) => row[key]));
}"""
EVENTS = "async () => (await learn.all('events')).length"
READ_SECONDS = 20
UNSENT = "async () => (await learn.all('events')).filter((row) => row.event.kind === 'finished').length"
OUTDATE = """async (url) => {
  const page = (await learn.all("pages")).find((row) => row.url === url);
  await learn.put("pages", { ...page, version: "2020-01-01T00:00:00+00:00" });
  const cache = await caches.open(learn.cacheOf(page.user));
  await cache.put(url, new Response("<article>Naskah lama</article>", { headers: { "Content-Type": "text/html" } }));
}"""
MOVED = """async (url) => {
  const page = (await learn.all("pages"))[0];
  const cache = await caches.open(learn.cacheOf(page.user));
  await learn.put("pages", { ...page, url });
  await cache.put(url, new Response("<article>Salinan lama</article>", { headers: { "Content-Type": "text/html" } }));
  await learn.drop("pages", [page.url]);
  await cache.delete(page.url, { ignoreVary: true });
  return page.url;
}"""
STORED = """async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith("belajar-"));
  let pages = 0;
  for (const name of names) pages += (await (await caches.open(name)).keys()).length;
  return [names.length, pages, (await learn.all("events")).length, (await learn.all("pages")).length];
}"""


@pytest.fixture
def phone(open_page):
    """`phone("anggota")`: somebody at the course page of a course the account follows, on an empty phone."""

    def phone(username, course=COURSE):
        page = open_page()
        log_in(page, username, target=course)
        join = page.get_by_role("button", name="Ikuti kursus")
        if join.count():
            follow(page, join.first)
        return page

    return phone


def save(page, title="Seluruh kursus"):
    page.get_by_role("button", name="Simpan untuk dibaca luring").click()
    choice = page.locator("[data-choices] li").filter(has_text=title).first
    size = choice.locator("small").text_content()
    choice.get_by_role("button").click()
    expect(page.locator("[data-line]")).to_contain_text("Tersimpan di HP ini")
    return size


def unread(page):
    """Addresses of the lessons that are not done yet, as the course page lists them."""
    rows = page.locator(".lessons li").filter(has=page.locator("small", has_text="mnt"))
    return [
        row.locator("a").get_attribute("href") for row in rows.all() if not row.locator(".knot.done").count()
    ]  # fmt: skip


def mark(page, url):
    page.goto(url)
    page.get_by_role("button", name="Tandai selesai").click()


def kept(page):
    expect(page.locator("[data-state]")).to_contain_text("Tersimpan di HP, dikirim saat ada sinyal.")


def until(page, script, wanted):
    """Wait until `script` answers `wanted`."""
    for _try in range(100):
        if page.evaluate(script) == wanted:
            return
        page.wait_for_timeout(100)
    assert page.evaluate(script) == wanted


def all_sent(page):
    """Wait until nothing is left on the phone."""
    until(page, UNSENT, 0)


def test_three_lessons_without_a_line_arrive_on_another_phone(phone):
    page, other = phone("anggota"), phone("anggota")
    assert re.fullmatch(r"\d+ pelajaran, \d+ KB", save(page))
    lessons = unread(page)[:3]
    assert len(lessons) == 3

    page.context.set_offline(True)
    for url in lessons:
        mark(page, url)
        kept(page)
        assert page.locator("[data-next]").is_visible()
        assert page.locator("article.reading p").count() > 3
    page.goto("/belajar/luring/")
    expect(page.locator("p[data-unsent]")).to_have_text("3 tanda selesai belum terkirim")
    page.goto("/belajar/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tidak ada sinyal, tetapi Anda masih bisa belajar")
    page.context.set_offline(False)
    page.goto(lessons[0])
    all_sent(page)
    other.goto(COURSE)

    assert set(lessons).isdisjoint(unread(other))


def test_a_lesson_that_changed_is_fetched_again_and_says_so(phone):
    page = phone("anggota")
    save(page)
    url = page.locator(".lessons a").first.get_attribute("href")
    page.evaluate(OUTDATE, url)

    page.reload()
    expect(page.locator("[data-line]")).to_contain_text("Ada 1 perubahan")
    page.goto(url)
    expect(page.locator("a[data-stored]")).to_have_text("Diperbarui; salinan di HP ini ikut baru")
    page.reload()
    expect(page.locator("a[data-stored]")).to_have_text("Tersimpan di HP ini")
    page.context.set_offline(True)
    page.reload()

    assert "Naskah lama" not in page.locator("article").text_content()


def test_a_lesson_that_moved_opens_under_both_addresses_and_leaves_nothing_behind(phone):
    """As stored before it was renamed: the site knows another address than the phone."""
    page = phone("anggota")
    save(page)
    before = page.evaluate(STORED)
    former = f"{COURSE}pesan-dulu/nama-lama/"
    address = page.evaluate(MOVED, former)

    page.context.set_offline(True)
    page.goto(former)
    expect(page.locator("article")).to_contain_text("Salinan lama")
    page.context.set_offline(False)
    page.goto(COURSE)
    page.get_by_role("button", name="Perbarui").click()
    expect(page.locator("[data-line]")).to_contain_text("Tersimpan di HP ini")

    after = page.evaluate(STORED)
    assert (after[1], after[3]) == (before[1], before[3])
    page.context.set_offline(True)
    page.goto(address)
    assert page.locator("article.reading p").count() > 3


def test_a_quiz_needs_a_line_and_no_answer_key_is_on_the_phone(phone):
    page = phone("anggota")
    save(page)
    quiz = page.locator(".lessons a", has_text="Tes akhir").get_attribute("href")
    dump = page.evaluate(DUMP)
    page.context.set_offline(True)

    page.goto(quiz)

    expect(page.locator("[data-reason]")).to_contain_text("“Tes akhir” perlu sinyal")
    assert len(dump) > 100_000
    assert [text for text in [*right_answers("desain-konten"), "is_right", 'name="jawab-'] if text in dump] == []


def test_a_tab_killed_right_after_the_tap_loses_nothing(phone):
    page = phone("anggota")
    save(page)
    url = unread(page)[0]
    page.context.set_offline(True)
    mark(page, url)
    kept(page)
    page.close(run_before_unload=False)
    again = page.context.new_page()
    again.goto(url)
    expect(again.locator("[data-state]")).to_contain_text("Tersimpan di HP")
    again.context.set_offline(False)
    all_sent(again)
    again.goto(url)

    assert again.get_by_text("Sudah Anda selesaikan").is_visible()


def test_storage_thrown_away_is_told_and_nothing_sent_is_lost(phone):
    page = phone("anggota")
    save(page)
    sent, unsent = unread(page)[:2]
    page.goto(sent)
    follow(page, page.get_by_role("button", name="Tandai selesai"))
    page.context.set_offline(True)
    mark(page, unsent)
    kept(page)
    page.evaluate(THROW_AWAY)
    page.context.set_offline(False)
    page.goto(COURSE)

    line = page.locator("[data-line]")
    expect(line).to_contain_text("Simpanan di HP ini sudah dihapus")
    expect(line).to_contain_text("1 tanda selesai belum sempat terkirim; tandai lagi.")
    assert unsent in unread(page)
    assert sent not in unread(page)
    page.reload()
    expect(line).to_contain_text("Belum disimpan di HP ini")


def test_what_the_worker_sent_is_not_counted_as_owed(phone):
    page = phone("anggota")
    save(page)
    worker = page.context.service_workers[0]
    url = unread(page)[0]
    page.context.set_offline(True)
    mark(page, url)
    kept(page)
    owed = page.evaluate("document.cookie.match(/belum=\\d+/)?.[0]")
    page.goto("about:blank")
    page.context.set_offline(False)

    worker.evaluate("() => learn.send()")
    page.goto(COURSE)

    assert owed == "belum=1"
    until(page, "document.cookie.match(/belum=\\d+/)?.[0] ?? null", None)


def test_the_fiftieth_time_the_line_comes_back_everything_has_arrived_once(phone):
    """One page, its own timers and `online` event; each time twenty seconds are read and the screen goes dark."""
    page = phone("anggota")
    save(page)
    url = unread(page)[0]
    sent, received = [], []
    page.context.on("request", lambda request: sent.extend(events_in(request)))
    page.context.on("response", lambda response: received.extend(answers_in(response)))
    page.clock.install(time=datetime.now() - timedelta(hours=1))
    page.goto(url)
    before = page.evaluate(STORED)

    for cut in range(50):
        page.context.set_offline(True)
        page.clock.fast_forward(READ_SECONDS * 1000)
        page.evaluate("dispatchEvent(new Event('pagehide'))")
        until(page, f"async () => (await learn.all('events')).some((row) => row.event.seconds >= {READ_SECONDS})", True)
        if cut == 49:
            page.get_by_role("button", name="Tandai selesai").click()
            kept(page)
        page.context.set_offline(False)
        page.clock.run_for(10)
        until(page, EVENTS, 0)

    stretches = {event["id"]: event["seconds"] for event in sent if event["kind"] == "read"}
    assert len(stretches) == 50
    assert min(stretches.values()) >= READ_SECONDS
    assert {event["id"] for event in sent} == set(received)
    assert len(received) == len(set(received))
    assert page.evaluate(STORED) == [before[0], before[1], 0, before[3]]
    other = phone("anggota")
    assert url not in unread(other)


def events_in(request):
    body = request.post_data if request.method == "POST" and request.url.endswith("/kemajuan/") else None
    return json.loads(body)["events"] if body else []


def answers_in(response):
    """Ids the server says it has now."""
    if response.request.method != "POST" or not response.url.endswith("/kemajuan/"):
        return []
    return response.json()["received"]


def test_two_accounts_on_one_phone_keep_apart(phone):
    page = phone("anggota")
    save(page)
    url = unread(page)[0]
    page.context.set_offline(True)
    mark(page, url)
    kept(page)
    page.goto("about:blank")
    page.context.set_offline(False)
    page.context.clear_cookies(name="sessionid")  # the session ran out; nobody logged out

    log_in(page, "pelatih", target=COURSE)
    page.goto(url)
    until(page, "async () => (await caches.keys()).filter((name) => name.startsWith('belajar-'))", [])
    until(page, "async () => (await learn.all('pages')).length", 0)
    assert page.evaluate("async () => (await learn.send(document.querySelector('article').dataset.user)).sent") == 0
    page.context.clear_cookies(name="sessionid")
    log_in(page, "anggota", target=COURSE)
    all_sent(page)
    page.reload()

    assert url not in unread(page)


def test_logging_out_warns_then_wipes_the_phone(phone):
    page = phone("anggota")
    save(page)
    url = unread(page)[0]
    page.context.set_offline(True)
    mark(page, url)
    kept(page)
    page.context.route("**/belajar/kemajuan/", lambda route: route.abort())
    page.context.set_offline(False)
    page.goto("/keluar/")

    page.get_by_role("button", name="Keluar", exact=True).click()
    expect(page.locator("[data-unsent]")).to_contain_text("1 tanda selesai belum terkirim.")
    page.context.unroute("**/belajar/kemajuan/")
    page.get_by_role("button", name="Kirim dulu").click()
    expect(page.locator("[data-unsent]")).to_be_hidden()
    follow(page, page.get_by_role("button", name="Keluar", exact=True))

    assert page.evaluate("() => caches.keys()") == []
    assert page.evaluate("async () => (await indexedDB.databases()).map(({ name }) => name)") == []
    assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0
