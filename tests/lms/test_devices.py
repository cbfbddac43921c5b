"""Service worker, manifest, the page without a line, and the key that tells whose a stored page is."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from PIL import Image

from lms.services.devices import PARTS, account_key, part_sizes, worker_script
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db
SCRIPTS = Path(__file__).resolve().parents[2] / "static" / "js"
KB = 1024


def test_the_worker_is_asked_for_anew_and_looks_after_the_whole_site(client):
    answer = client.get("/sw.js")

    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert "Set-Cookie" not in answer.headers


def test_the_worker_names_the_files_it_keeps(client):
    text = client.get("/sw.js").content.decode()
    settings = json.loads(re.search(r"self\.settings = (.*);", text)[1])

    assert settings["parts"] == [f"/static/{name}" for name in PARTS]
    assert settings["fallback"] == "/luring/"
    assert 'importScripts("/static/js/learn.js", "/static/js/worker.js");' in text


def test_another_file_makes_another_worker(monkeypatch):
    before = worker_script(fallback="/luring/")
    monkeypatch.setattr("lms.services.devices.static", lambda name: f"/static/{name}?2")

    assert re.search(r'"version": "(\w+)"', before)[1] not in worker_script(fallback="/luring/")


def test_the_policy_of_the_site_lets_the_worker_and_the_manifest_in(client):
    policy = client.get("/bantuan/").headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert [word for word in ("worker-src", "manifest-src", "connect-src", "script-src") if word in policy] == []


def test_the_manifest_makes_the_site_installable(client):
    answer = client.get("/manifest.webmanifest")
    manifest = answer.json()

    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert "public" in answer.headers["Cache-Control"]
    assert (manifest["name"], manifest["lang"], manifest["start_url"], manifest["scope"], manifest["display"]) == (
        "Belajar KIM", "id", "/belajar/", "/", "standalone",
    )  # fmt: skip
    assert [(icon["sizes"], icon.get("purpose", "")) for icon in manifest["icons"]] == [
        ("any", ""), ("192x192", "any"), ("512x512", "any"), ("512x512", "maskable"),
    ]  # fmt: skip
    assert '<link rel="manifest" href="/manifest.webmanifest">' in client.get("/bantuan/").content.decode()


@pytest.mark.parametrize(
    ("name", "size"), [("icon-192", 192), ("icon-512", 512), ("maskable-512", 512), ("apple-180", 180)]
)
def test_icons_are_there_and_light(name, size):
    path = Path(finders.find(f"icons/{name}.png"))

    assert Image.open(path).size == (size, size)
    assert path.stat().st_size <= KB


def test_the_page_without_a_line_is_the_same_for_everybody(client):
    visitor = client.get("/luring/").content.decode()
    user = UserFactory(first_name="Adriana")
    client.force_login(user)
    answer = client.get("/luring/")

    assert answer.content.decode().count("Adriana") == 0
    assert "Tidak ada sinyal, tetapi Anda masih bisa belajar" in visitor
    assert "Account-Key" not in answer.headers


def test_the_key_of_an_account_is_its_own_and_tells_nothing():
    one, other = UserFactory(), UserFactory()

    assert account_key(one) == account_key(one)
    assert account_key(one) != account_key(other)
    assert re.fullmatch("[0-9a-f]{20}", account_key(one))


def test_pages_of_an_account_say_whose_they_are(client):
    user = UserFactory()
    assert "Account-Key" not in client.get("/bantuan/").headers
    client.force_login(user)

    assert client.get("/bantuan/").headers["Account-Key"] == account_key(user)
    assert "Account-Key" not in client.get("/robots.txt").headers


@pytest.mark.parametrize("address", ["/keluar/", "/akun/keluar-semua/"])
def test_leaving_tells_the_browser_to_forget(client, address):
    client.force_login(UserFactory())

    answer = client.post(address)

    assert answer.status_code == 302
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_asking_whether_to_leave_forgets_nothing(client):
    client.force_login(UserFactory())

    assert "Clear-Site-Data" not in client.get("/keluar/").headers


def test_scripts_keep_their_weight():
    """What a lesson loads (learn.js) is at most 6 KB; with the rest of one page at most 10 KB."""
    sizes = {url.rsplit("/", 1)[1]: size for url, size in part_sizes().items()}

    assert sizes["learn.js"] <= 6 * KB
    assert sizes["learn.js"] + sizes["offline.js"] <= 10 * KB


def test_learn_runs_in_a_worker_too():
    """A service worker loads it as a plain script: neither import nor export."""
    lines = (SCRIPTS / "learn.js").read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if line.startswith(("import ", "export "))] == []


def test_the_worker_stores_no_private_corner():
    text = (SCRIPTS / "worker.js").read_text(encoding="utf-8")
    never = re.search(r"const NEVER = /(.*)/;", text)[1].replace("\\/", "/")

    closed = ["/cms/", "/akun/", "/masuk/", "/keluar/", "/kuis/7/", "/kuis/7/hasil/", "/dokumen/1/"]
    assert [path for path in closed if not re.match(never, path)] == []
    assert re.match(never, "/kursus/desain/p1/p2/") is None


def test_the_key_of_an_account_is_another_under_another_secret(settings):
    user = UserFactory()
    before = account_key(user)
    settings.SECRET_KEY = "rahasia-yang-lain"

    assert len(before) == 20
    assert account_key(user) != before


def test_the_worker_is_the_same_until_a_file_changes():
    assert worker_script(fallback="/luring/") == worker_script(fallback="/luring/")


def test_the_fallback_is_written_as_data_not_as_code():
    script = worker_script(fallback='/"};alert(1);//')

    assert json.loads(re.search(r"self\.settings = (.*);\n", script)[1])["fallback"] == '/"};alert(1);//'
    assert script.count("\n") == 2


def test_the_worker_and_the_manifest_read_nobody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answers = [client.get(address) for address in ("/sw.js", "/manifest.webmanifest")]

    assert ["Cookie" in answer.headers.get("Vary", "") for answer in answers] == [False, False]


def test_every_stored_part_has_a_size_and_is_light():
    assert sorted(part_sizes()) == sorted(f"/static/{name}" for name in PARTS)
    assert all(0 < size < 40 * KB for size in part_sizes().values())
