"""Three posters handed in: one waits for the demo trainer, one went back, one was accepted."""

from datetime import datetime, timedelta
from io import BytesIO
from uuid import NAMESPACE_URL, uuid5

from PIL import Image, ImageDraw

from courses.models import AssignmentPage, CoursePage
from courses.services.enrollments import current_enrollment
from courses.services.marking import Mark, mark_submission
from courses.services.submissions import submit
from courses.services.upload_kinds import clean_file
from courses.services.uploads import WholeFile
from members.models import Member, User

RETURNED, ACCEPTED, WAITING = 5, 0, 9
"""Chairs who learn the first course; number 5 is the demo's own member."""
TEXTS = {
    RETURNED: "Poster kerja bakti Sabtu pagi. Untuk semua warga RT 04: datang pukul 06.30 membawa sapu.",
    ACCEPTED: "Poster posyandu: latar krem, tulisan biru tua “Posyandu Selasa 08.00 di balai RW 03”. "
    "Untuk ibu dengan balita; mereka datang membawa buku KIA.",
    WAITING: "Poster jadwal air bersih. Untuk warga RW 02 yang belum dapat giliran; mereka menyiapkan jeriken.",
}
ANSWERS = {
    RETURNED: ((20, 15, 0, 10), "Pesannya sudah satu dan jelas. Tambahkan nama KIM, tanggal, dan nomor kontak.", False),
    ACCEPTED: ((28, 26, 20, 18), "Terbaca dari jauh dan lengkap. Warnanya kontras sekali.", True),
}


def load_submissions(course: CoursePage, chairs: list[Member], trainer: User, now: datetime) -> None:
    assignment = AssignmentPage.objects.descendant_of(course).get()
    keys = list(assignment.criteria.values_list("pk", flat=True))
    for days, number in [(3, RETURNED), (2, ACCEPTED), (1, WAITING)]:
        enrollment = current_enrollment(chairs[number], course)
        submission = submit(
            enrollment=enrollment,
            assignment=assignment,
            client_id=uuid5(NAMESPACE_URL, f"demo-poster-{number}"),
            text=TEXTS[number],
            files=[draw_poster(number)],
            now=now - timedelta(days=days),
        )
        if number in ANSWERS:
            points, feedback, is_accepted = ANSWERS[number]
            mark = Mark(dict(zip(keys, points, strict=True)), feedback, is_accepted)
            mark_submission(submission=submission, mark=mark, by=trainer, now=now - timedelta(hours=days))


def draw_poster(number: int) -> WholeFile:
    """A sheet with a frame and bars for lines of text: light in bytes, and nobody's picture."""
    sheet = Image.new("RGB", (540, 540), "#fbf6ec")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((16, 16, 524, 524), outline="#1d2960", width=10)
    pen.rectangle((60, 80, 480, 150), fill="#1d2960")
    for line in range(3 + number % 3):
        pen.rectangle((60, 200 + line * 54, 440 - line * 40, 228 + line * 54), fill="#b5482f")
    content = BytesIO()
    sheet.save(content, "PNG")
    return WholeFile("poster.png", content.tell(), clean_file(content.getvalue()))
