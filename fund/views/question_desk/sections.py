"""One section: new, changed, moved, removed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from fund.kit.doors import SignedIn
from fund.question_forms import SectionForm
from fund.question_forms.section import section_facts
from fund.rounds import asking
from fund.views.question_desk.frame import back, newest, page, section_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_section(request: SignedIn, slug: str, purpose: str) -> HttpResponse:
    questionnaire = newest(request, slug, purpose)
    form = SectionForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return page(request, "section", questionnaire, form=form)
    section = asking.add_section(questionnaire, by=request.user, **form.facts())
    messages.success(request, f"“{section}” is added. Now add its questions.")
    return redirect(back(questionnaire, f"section-{section.code}"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_section(request: SignedIn, slug: str, purpose: str, code: str) -> HttpResponse:
    questionnaire = newest(request, slug, purpose)
    section = section_of(questionnaire, code)
    form = SectionForm(request.POST if request.method == "POST" else None, initial=section_facts(section))
    if not form.is_valid():
        return page(request, "section", questionnaire, form=form, section=section)
    asking.change_section(section, by=request.user, **form.facts())
    messages.success(request, f"“{section}” is saved.")
    return redirect(back(questionnaire, f"section-{section.code}"))


@login_required
@require_POST
def move_section(request: SignedIn, slug: str, purpose: str, code: str) -> HttpResponse:
    questionnaire = newest(request, slug, purpose)
    section = section_of(questionnaire, code)
    way = "up" if request.POST.get("way") == "up" else "down"
    asking.move_section(section, by=request.user, up=way == "up")
    codes = list(questionnaire.sections.values_list("code", flat=True))
    return redirect(back(questionnaire, at_button("section", code, way, codes)))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove_section(request: SignedIn, slug: str, purpose: str, code: str) -> HttpResponse:
    questionnaire = newest(request, slug, purpose)
    section = section_of(questionnaire, code)
    if request.method != "POST":
        return page(request, "remove", questionnaire, row=section, questions=section.questions.all())
    asking.remove_section(section, by=request.user)
    messages.success(request, f"“{section}” is taken out.")
    return redirect(back(questionnaire))


def at_button(noun: str, code: str, way: str, codes: list[str]) -> str:
    """The button that was just pressed, or its opposite where the row has reached the end."""
    ends = {"up": codes[0], "down": codes[-1]}
    other = {"up": "down", "down": "up"}[way]
    if len(codes) < 2:
        return f"{noun}-{code}"
    return f"{other if ends[way] == code else way}-{noun}-{code}"
