"""The rule of a course and the people who learn under an older one."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.forms.rules import CourseRulesForm
from courses.models import ActivityPage, CoursePage
from courses.services.drafts import newest
from courses.services.rule_changes import RuleChanged, apply_rule, fingerprint, preview_rule
from courses.services.rules import rule_now
from courses.views.writing import own_page, render_screen, save_form, writing_screen


@writing_screen
def show_rules(request, pk):
    """`/cms/tulis/kursus/<pk>/aturan/`: what is asked now, whom it concerns, and taking it over for them."""
    course = own_page(request, pk, CoursePage)
    may_apply = course.permissions_for_user(request.user).can_publish()
    if request.method == "POST" and may_apply and apply(request, course):
        return redirect("course_rules", course.pk)
    rule = rule_now(course)
    titles = dict(ActivityPage.objects.in_course(course).values_list("pk", "title"))
    context = {
        "rule": rule,
        "seen": fingerprint(rule),
        "effect": preview_rule(course=course),
        "marks": [(titles[int(pk)], mark) for pk, mark in rule.pass_marks.items()],
        "may_apply": may_apply,
    }
    return render_screen(request, "rules", _("Aturan kursus"), page=course, **context)


@writing_screen
def edit_rules(request, pk):
    """`/cms/tulis/kursus/<pk>/syarat/`: who may join, when, in which order; saved as a draft like any text."""
    course = own_page(request, pk, CoursePage)
    text = newest(course)
    options = {"course": text, "user": request.user, "initial": CourseRulesForm.initial_of(text)}
    form = CourseRulesForm(request.POST or None, **options)
    if request.method == "POST" and form.is_valid() and save_form(request, course, form):
        return redirect("writing_course", course.pk)
    return render_screen(request, "fields", _("Syarat ikut dan urutan"), page=course, form=form)


def apply(request, course):
    """Whether it is done; when the rule changed meanwhile, the new preview is shown first."""
    try:
        effect = apply_rule(course=course, seen=request.POST.get("seen", ""), by=request.user, now=timezone.now())
    except RuleChanged:
        messages.warning(request, _("Aturan berubah sejak Anda membukanya. Baca lagi akibatnya, lalu putuskan."))
        return False
    text = _("%(count)d peserta memakai aturan baru; %(done)d di antaranya langsung selesai.")
    messages.success(request, text % {"count": effect.older_count, "done": effect.completed_count})
    return True
