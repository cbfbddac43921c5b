"""What course pages need beyond themselves: the reader's place, progress and sizes. Also works in the CMS preview."""

from django import template
from django.utils import timezone
from wagtail.models import Page

from courses.forms import CatalogSearch
from courses.models import ActivityPage, CoursePage, LessonPage
from courses.permissions import closed_paths
from courses.services.catalog import open_courses
from courses.services.catalog_search import Found, search_courses
from courses.services.entry import entry_of, today_of
from courses.services.learning import read_cards
from courses.services.offline import version_of
from courses.services.outline import outline_of_reader
from courses.services.paper import lesson_context, read_paper
from courses.services.progress import minutes_per_jp
from courses.services.readers import older_readers
from courses.services.resuming import read_reading
from courses.services.rule_changes import count_learners
from courses.services.sizes import read_lesson, render_lesson
from members.permissions import can_write_office
from members.services.people import member_of

register = template.Library()
register.filter("version", version_of)


@register.inclusion_tag("courses/featured_courses.html", takes_context=True)
def featured_courses(context):
    """The home page's courses: the required ones, or the first six when none is required."""
    courses = list(open_courses())
    required = [course for course in courses if course.is_required]
    cards = read_cards(courses=(required or courses)[:6], user=context["request"].user)
    return {"cards": cards, "are_required": bool(required)}


@register.simple_tag(takes_context=True)
def course_outline(context, page: Page):
    """The outline of the course `page` is or lies in, with the reader's knots; None when it is not live."""
    request = context["request"]
    if getattr(request, "course_outline", None) is not None:  # the view has read it for this page
        return request.course_outline
    is_preview = getattr(request, "is_preview", False)
    return outline_of_reader(page=page, user=request.user, with_drafts=is_preview)


@register.simple_tag(takes_context=True)
def course_entry(context, course: CoursePage, outline):
    """Whether the reader may join the course, and what stands in the way."""
    return entry_of(
        member=member_of(context["user"]),
        course=course,
        today=today_of(course=course, now=timezone.now()),
        has_courses_first=outline is None or outline.has_courses_first,
    )


@register.simple_tag(takes_context=True)
def activity_place(context, page: Page):
    """Where an activity stands: `outline`, `module`, `number`, `line`, `previous`, `next`; None in a first draft."""
    outline = course_outline(context, page)
    return outline and outline.place_of(page)


@register.simple_tag(takes_context=True)
def catalog(context, page: Page):
    """Search form, filters and cards of the catalogue page."""
    request = context["request"]
    form = CatalogSearch(request.GET)
    found = Found()
    if form.is_valid():
        words = form.cleaned_data
        found = search_courses(
            catalog=page, text=words["q"], kind=words["jenis"], place=words["kursus"],
            number=request.GET.get("page", 1), closed=closed_paths(request), user=request.user,
        )  # fmt: skip
    return {"form": form, "found": found, "cards": read_cards(courses=found.courses, user=request.user)}


@register.simple_tag
def lesson_hours(course: CoursePage, outline):
    """JP of a course whose outline is at hand, like `progress.course_jp` without its query."""
    return outline.lesson_minutes // minutes_per_jp(course) if outline else 0


@register.simple_tag
def lesson_reading(page, place):
    """`section` the reader stopped at, and `changed_since` when it was published again after they read it."""
    return read_reading(page, place=place)


@register.simple_tag(takes_context=True)
def lesson_content(context, page):
    """The rendered body with what it costs to load: `html`, `text_bytes`, `picture_bytes`."""
    saves_data = bool(context.get("saves_data"))
    if getattr(context["request"], "is_preview", False):
        return render_lesson(page, saves_data=saves_data)
    return read_lesson(page, saves_data=saves_data)


@register.simple_tag
def may_remind(user):
    """Whether the office's workspace shows "Ajak lanjut"; asks nothing."""
    return can_write_office(user)


@register.inclusion_tag("courses/writing/older_readers.html")
def older_readers_notice(page):
    """For authors of a published lesson: how many members read an older version, and what changed since."""
    return {"page": page, "readers": older_readers(page) if isinstance(page, LessonPage) else None}


@register.inclusion_tag("courses/writing/rule_notice.html")
def rule_notice(page):
    """For authors: how many people learn under the rule as it was; nothing for a page that is not in the tree yet."""
    if not page or not page.pk:
        return {}
    course_pk = CoursePage.objects.ancestor_of(page, inclusive=True).values_list("pk", flat=True).first()
    return {"learner_count": count_learners(course_pk), "course_pk": course_pk} if course_pk else {}


@register.simple_tag
def paper_preview(page):
    """What a booklet of the page prints, with pictures by their own addresses: a course or one lesson, as written."""
    now = timezone.now()
    if isinstance(page, CoursePage):
        ids = ActivityPage.objects.in_course(page).values_list("pk", flat=True)
        return {"paper": read_paper(course=page, activity_ids=list(ids), keep=str, now=now)}
    return lesson_context(page=page, keep=str, now=now)
