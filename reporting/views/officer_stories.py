"""What the fund's people do with stories: see which wait, decide on personal details, set tags."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from fund.detail_forms import DecideDetail
from fund.kit import history
from fund.kit.doors import May, SignedIn, require
from fund.models import PersonalDetail
from fund.privacy import gate
from fund.views import details
from reporting import outputs, rules, storytelling
from reporting.forms.stories_sift import OurTags, SiftStories
from reporting.models import Story

WHERE = {
    "title": "the title",
    "good": "what went well",
    "hard": "what was hard",
    "said_by": "the name to show",
    "tags": "the tags",
    "words of photo": "what the photo shows",
    "words of sound": "what is said in the recording",
}


@login_required
@require_safe
def stories(request: SignedIn) -> HttpResponse:
    """All stories with their consents: where they stand, what ends soon, what waits for a decision."""
    require(rules.may_check_stories(request.user))
    form = SiftStories(request.GET)
    rows = Story.objects.visible_to(request.user).with_standing().select_related("grant__organisation")
    show, word = (form.cleaned_data["show"], form.cleaned_data["q"]) if form.is_valid() else ("", "")
    if word:
        titled = Q(title__icontains=word) & ~Q(state=Story.State.WITHDRAWN)
        rows = rows.filter(titled | Q(grant__title__icontains=word))
    rows = rows.to_write_down() if show == "sound" else rows.filter(_sifted(show))
    page = Paginator(rows.prefetch_related("consents__agreement"), 30).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "today": timezone.localdate()}
    return render(request, "reporting/stories/list.html", context)


def _sifted(show: str) -> Q:
    match show:
        case "details":
            return Q(open_details__gt=0)
        case "others":
            return Q(unwilling__gt=0)
        case "ends":
            return Q(ends_on__range=(timezone.localdate(), timezone.localdate() + timedelta(days=60)))
    return Q(state=show) if show else Q()


def _row(request: SignedIn, pk: int) -> Story:
    require(rules.may_check_stories(request.user))
    rows = Story.objects.visible_to(request.user).with_standing().select_related("grant__organisation", "written_by")
    return get_object_or_404(rows.prefetch_related("consents", "others", "files__file"), pk=pk)


@login_required
@require_safe
def officer_story(request: SignedIn, pk: int) -> HttpResponse:
    return _page(request, _row(request, pk))


def _page(request: SignedIn, story: Story, wrong: DecideDetail | None = None) -> HttpResponse:
    to, where = "reporting:decide-detail", lambda detail: WHERE[detail.field]
    waiting = details.with_forms(gate.waiting(story), DecideDetail, to=to, where=where, wrong=wrong)
    context = {
        "story": story,
        "waiting": waiting,
        "decided": story.details.exclude(state=PersonalDetail.State.OPEN).select_related("decided_by"),
        "agreements": story.agreements.select_related("text", "recorded_by"),
        "others": story.others.all(),
        "tags_form": OurTags(initial={"our_tags": ", ".join(story.our_tags)}),
        "printed": outputs.issued_with(story),
        "form": wrong,
        "today": timezone.localdate(),
        "happenings": history.timeline(story, *story.consents.all(), *story.others.all()),
        "may": May(request.user, story, rules),
    }
    return render(request, "reporting/stories/officer.html", context, status=422 if wrong else 200)


@login_required
@require_POST
def decide_detail(request: SignedIn, pk: int, detail_pk: int) -> HttpResponse:
    story = _row(request, pk)
    detail = get_object_or_404(story.details, pk=detail_pk)
    form = DecideDetail(request.POST, detail=detail)
    if not form.is_valid():
        return _page(request, story, form)
    details.settle(request, story, form, let_stand=storytelling.agree_to_detail, mend=storytelling.mend_detail)
    return redirect("reporting:officer-story", pk)


@login_required
@require_POST
def tag_story(request: SignedIn, pk: int) -> HttpResponse:
    story, form = _row(request, pk), OurTags(request.POST)
    if form.is_valid():
        storytelling.tag(story, form.tags, by=request.user)
        messages.success(request, "The tags are kept.")
    return redirect("reporting:officer-story", pk)


@login_required
@require_POST
def other_agrees(request: SignedIn, pk: int, other_pk: int) -> HttpResponse:
    """Note that somebody else in the story agrees to be in it."""
    story = _row(request, pk)
    get_object_or_404(story.others, pk=other_pk)
    others = {one.who: one.has_agreed or one.pk == other_pk for one in story.others.all()}
    storytelling.name_others(story, others, by=request.user)
    messages.success(request, "Noted, with your name and the day.")
    return redirect("reporting:officer-story", pk)
