"""The stories of a group: telling one, asking a person for theirs, changing and withdrawing."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.models import Grant
from fund import links
from fund.kit import history, qr
from fund.kit.doors import May, SignedIn, require
from fund.models import User
from reporting import rules, storytelling
from reporting.forms.stories import StoryUses, TellStory
from reporting.forms.story_words import StoryWords, WriteDown
from reporting.forms.tellers import AskTeller, SendAgain
from reporting.models import Story
from reporting.storytelling import consent_words
from reporting.views import story_files


def _grant(user: User, pk: int) -> Grant:
    return get_object_or_404(Grant.objects.own(user).select_related("organisation", "round"), pk=pk)


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_story(request: SignedIn, pk: int) -> HttpResponse:
    grant = _grant(request.user, pk)
    require(rules.may_tell(request.user, grant))
    number = request.GET.get("report", "")
    about = get_object_or_404(grant.reports, pk=number) if number.isdecimal() and len(number) < 19 else None
    form = TellStory(*_sent(request), whose=f"grant {pk} by {request.user.pk}")
    if form.is_valid():
        facts = {**form.words, **form.facts, "email": form.cleaned_data["email"]}
        story = storytelling.tell(grant, by=request.user, report=about, **facts)
        sent = f" A letter with their own link goes to {story.teller_email}." if story.teller_email else ""
        messages.success(request, f"The story is kept.{sent}")
        return _to_story(request.user, story)
    if form.errors:
        story_files.set_aside(form, by=request.user)
    context = {"grant": grant, "report": about, "form": form, "consent_words": consent_words.WITH_GROUP}
    return render(request, "reporting/stories/new.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_teller(request: SignedIn, pk: int) -> HttpResponse:
    """Ask a person to tell their story by a link of their own."""
    grant = _grant(request.user, pk)
    require(rules.may_tell(request.user, grant))
    form = AskTeller(request.POST if request.method == "POST" else None)
    if form.is_valid():
        story = storytelling.ask(grant, by=request.user, **form.cleaned_data)
        messages.success(request, f"The letter to {story.teller_name} is on its way.")
        return redirect("reporting:grant", pk)
    return render(
        request, "reporting/stories/ask.html", {"grant": grant, "form": form}, status=422 if form.errors else 200
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def story(request: SignedIn, pk: int) -> HttpResponse:
    """One story with its uses, to change or to withdraw."""
    story = _visible(request.user, pk)
    initial = {**StoryWords.words_of(story), **StoryUses.uses_of(story)}
    form = TellStory(*_sent(request), initial=initial, story=story, whose=f"story {pk} by {request.user.pk}")
    if request.method == "POST":
        require(rules.may_change_story(request.user, story))
        if form.is_valid():
            storytelling.change(story, by=request.user, **form.words, **form.facts)
            messages.success(request, "The story and its uses are changed.")
            return redirect("reporting:story", pk)
        story_files.set_aside(form, by=request.user)
    return _story_page(request, story, form)


def _visible(user: User, pk: int) -> Story:
    rows = Story.objects.visible_to(user).select_related("grant__organisation", "written_by")
    return get_object_or_404(rows.prefetch_related("files__file", "others", "consents__agreement"), pk=pk)


def _story_page(request: SignedIn, story: Story, form: TellStory, link_form: AskTeller | None = None) -> HttpResponse:
    wrong = form.errors or (link_form.errors if link_form else None)
    context = {
        "story": story,
        "is_ours": Grant.objects.own(request.user).filter(pk=story.grant_id).exists(),
        "consents": story.consents.all(),
        "agreement": story.agreements.select_related("text").last(),
        "today": timezone.localdate(),
        "form": form,
        "link_form": link_form or AskTeller(),
        "consent_words": consent_words.WITH_GROUP,
        "happenings": history.timeline(story),
        "may": May(request.user, story, rules),
    }
    return render(request, "reporting/stories/story.html", context, status=422 if wrong else 200)


@login_required
@require_POST
def send_tellers_link(request: SignedIn, pk: int) -> HttpResponse:
    """Give the person a link of their own."""
    story = _visible(request.user, pk)
    require(rules.may_change_story(request.user, story))
    form = AskTeller(request.POST)
    if not form.is_valid():
        initial = {**StoryWords.words_of(story), **StoryUses.uses_of(story)}
        return _story_page(request, story, TellStory(initial=initial, story=story), form)
    storytelling.open_tellers_link(story, by=request.user, **form.cleaned_data)
    messages.success(request, f"The letter to {story.teller_name} is on its way.")
    return _to_story(request.user, story)


@login_required
@require_POST
def print_tellers_link(request: SignedIn, pk: int) -> HttpResponse:
    """Show a link for the person, to print or to write down. It is shown this once."""
    story = _visible(request.user, pk)
    require(rules.may_change_story(request.user, story))
    link = links.address(storytelling.print_link(story, by=request.user))
    context = {"story": story, "link": link, "picture": qr.picture(link)}
    return render(request, "reporting/stories/printed_link.html", context)


def _to_story(user: User, story: Story) -> HttpResponse:
    """On to the story; to the grant where only its teller may read it now."""
    if Story.objects.visible_to(user).filter(pk=story.pk).exists():
        return redirect("reporting:story", story.pk)
    return redirect("reporting:grant", story.grant_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send_link_again(request: SignedIn, pk: int) -> HttpResponse:
    """Send a teller's link once more, after which the links from before open nothing. None of the words are shown."""
    rows = Story.objects.known_to(request.user).select_related("grant__organisation")
    story = get_object_or_404(rows, pk=pk)
    require(rules.may_send_link_again(request.user, story))
    is_fixed = not rules.may_change_tellers_address(request.user, story)
    form = SendAgain(request.POST if request.method == "POST" else None, story=story, is_fixed=is_fixed)
    if form.is_valid():
        storytelling.send_link_again(story, by=request.user, **form.cleaned_data)
        messages.success(request, f"The letter to {story.teller_email} is on its way. The link from before is closed.")
        return _to_story(request.user, story)
    context = {
        "story": story,
        "form": form,
        "is_ours": Grant.objects.own(request.user).filter(pk=story.grant_id).exists(),
        "is_fixed": is_fixed,
        "may": May(request.user, story, rules),
    }
    return render(request, "reporting/stories/send_again.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write_down(request: SignedIn, pk: int) -> HttpResponse:
    """Write down what is said in a story that was told by sound, with its recording beside the boxes."""
    story = _visible(request.user, pk)
    require(rules.may_write_down(request.user, story))
    form = WriteDown(request.POST if request.method == "POST" else None, story=story)
    if form.is_valid():
        storytelling.write_down(story, by=request.user, **form.cleaned_data)
        messages.success(request, "The words are kept. They are shown nowhere before the teller says yes to them.")
        is_ours = rules.may_check_stories(request.user)
        return redirect("reporting:officer-story" if is_ours else "reporting:story", pk)
    context = {"story": story, "form": form}
    return render(request, "reporting/stories/write_down.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def withdraw_story(request: SignedIn, pk: int) -> HttpResponse:
    story = get_object_or_404(Story.objects.known_to(request.user).select_related("grant"), pk=pk)
    require(rules.may_withdraw_story(request.user, story))
    storytelling.withdraw(story, by=request.user)
    messages.success(request, "The story is withdrawn. It is not shown anywhere from this moment.")
    return _to_story(request.user, story)


@login_required
@require_safe
def story_file(request: SignedIn, pk: int, kind: str) -> HttpResponseBase:
    """A photo or a recording to those who may read the story; a photo never with its place."""
    return story_files.serve(
        Story.objects.visible_to(request.user).exclude(state=Story.State.WITHDRAWN), request, pk, kind
    )
