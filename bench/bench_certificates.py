"""Figures of one certificate: CPU of every way to draw it, all in the same run, as often as against a plain rendering.

python -m bench.bench_certificates
"""

import os
import statistics
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
folder = tempfile.mkdtemp(prefix="bench-certificates-")
os.environ["STATE_DIR"] = folder
os.environ["DATABASE_URL"] = f"sqlite:///{folder}/db.sqlite3"
os.environ["DJANGO_SETTINGS_MODULE"] = "lms.settings.test"

import django

django.setup()

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from PIL import Image, ImageDraw
from weasyprint import CSS, HTML

from certificates.models import Certificate, NumberSeries
from certificates.services import document
from certificates.services.codes import group_code, make_code
from certificates.services.credentials import FILE_NAME, make_credential
from certificates.services.document import draw_document
from certificates.services.signing import sign_document
from certificates.services.stamping import stamp_document
from certificates.services.trial_keys import make_test_keys
from lms import weasy
from lms.pdf import Attachment
from tests.factories.certificates import NOW, printed

ROUNDS = 15
AT_LEAST = {"tuned": 2.3, "stamped": 60.0}
"""Times the plain rendering. The stricter column leaves the variable fonts out, which alone double its time."""
LARGEST_KB = 200


def crest_pictures():
    """The same crest as an office uploads it and as the site keeps it."""
    picture = Image.new("RGBA", (500, 600))
    Image.Image.paste(picture, Image.effect_noise((460, 560), 30).convert("RGBA"), (20, 20))
    ImageDraw.Draw(picture).polygon([(250, 40), (460, 200), (380, 560), (120, 560), (40, 200)], fill="#0a6650")
    png, jpeg = BytesIO(), BytesIO()
    picture.save(png, "PNG")
    picture.thumbnail((360, 420))
    picture.convert("RGB").save(jpeg, "JPEG", quality=88, subsampling=0)
    return png.getvalue(), jpeg.getvalue()


PNG, JPEG = crest_pictures()


def draw_plainly(text, *, is_whole=True):
    """As a first attempt would: nothing shared, fonts as their wheels bring them, crest as uploaded, best of eight
    masks, tables measured by content, and nothing for the archive."""
    look = document.look_of(text)
    paper = document.choose_paper(look, None)
    fetcher = weasy.AssetFetcher({**paper["assets"], "crest.png": PNG})
    fonts = weasy.font_configuration.__wrapped__(is_whole=is_whole)
    css = paper["stylesheets"][0].replace("table-layout: fixed", "table-layout: auto")
    context = document.describe(text, crest_name="crest.png", is_sample=False)
    qr = segno.make_qr(text["address_to_verify"], error="m").svg_inline(title="QR", border=2)
    html = render_to_string("certificates/document.html", {**context, "qr": mark_safe(qr)})
    style = CSS(string=css, url_fetcher=fetcher, font_config=fonts)
    return HTML(string=html, url_fetcher=fetcher).write_pdf(stylesheets=[style], font_config=fonts, pdf_tags=True)


def draw_stamped(text, attachment=None):
    return stamp_document(printed=text, crest=JPEG, attachment=attachment)


def with_credential(text):
    certificate = Certificate(
        pk=1, code=text["code"], number=text["number"], printed=text, issued_at=NOW, enrollment_id=1
    )
    certificate.enrollment = type(certificate).enrollment.field.related_model(pk=1, course_id=1)
    credential = make_credential(certificate=certificate).encode()
    return draw_stamped(text, Attachment(FILE_NAME, credential, "Open Badges 3.0", NOW))


def signed(text):
    return sign_document(content=with_credential(text), organization_id=NumberSeries(organization_id=1).pk, now=NOW)


WAYS = {
    "plain": draw_plainly,
    "plain, cut fonts": lambda text: draw_plainly(text, is_whole=False),
    "tuned": lambda text: draw_document(printed=text, crest=JPEG),
    "stamped": draw_stamped,
    "stamped, credential": with_credential,
    "stamped, credential, signature": signed,
}
REPEATED = {"plain": 1, "plain, cut fonts": 1, "tuned": 1}
"""Others are too quick to be measured one at a time."""


def texts():
    """Certificates of one event, each with its own number and code."""
    count = 0
    while True:
        count, code = count + 1, make_code()
        changes = {"code": code, "code_groups": group_code(code), "number": f"000/{count:03d}/DISKOMINFO/VII/2024"}
        address = f"http://localhost:8000/verifikasi/{code}/"
        yield printed(materials=10, **changes, address_to_verify=address)


def measure():
    """All ways in turn, so that whatever else the machine does slows all; medians of CPU milliseconds, and sizes."""
    people, times, sizes = texts(), {name: [] for name in WAYS}, {}
    for count in range(ROUNDS + 1):
        for name, draw in WAYS.items():
            times_each = REPEATED.get(name, 20)
            inputs = [next(people) for _ in range(times_each)]
            start = time.process_time()
            for text in inputs:
                content = draw(text)
            if count:
                times[name].append((time.process_time() - start) * 1000 / times_each)
            sizes[name] = len(content) / 1024
    return {name: statistics.median(found) for name, found in times.items()}, sizes


def main():
    settings.SIGNING_KEYS = f"{folder}/keys"
    make_test_keys(folder=Path(settings.SIGNING_KEYS), passphrase="", now=NOW)
    medians, sizes = measure()
    print(f"median of {ROUNDS}, load {os.getloadavg()[0]:.1f}")
    print(f"{'way':32} {'ms CPU':>8} {'times':>7} {'strict':>7} {'KB':>6}")
    failed = []
    for name, median in medians.items():
        ratio, strict = medians["plain"] / median, medians["plain, cut fonts"] / median
        budget = f"   (at least {AT_LEAST[name]})" if name in AT_LEAST else ""
        print(f"{name:32} {median:8.2f} {ratio:7.1f} {strict:7.1f} {sizes[name]:6.0f}{budget}")
        if ratio < AT_LEAST.get(name, 0) or ("plain" not in name and sizes[name] > LARGEST_KB):
            failed.append(name)
    if failed:
        sys.exit(f"Over budget: {', '.join(failed)}")


if __name__ == "__main__":
    main()
