"""The teller's own page, behind a private link and without an account: read, say yes, narrow, withdraw."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from applications.granting import months_after
from fund import links
from fund.models import PrivateLink
from reporting import outputs, storytelling
from reporting.forms.stories import Naming, StoryUses
from reporting.forms.story_words import StoryWords
from reporting.forms.tellers import Narrow, Renew
from reporting.models import Consent, Story
from reporting.storytelling import consent_words
from reporting.views import story_files


@links.page(storytelling.LINK)
def tellers_page(request: HttpRequest, link: PrivateLink, token: str) -> HttpResponseBase:
    """The teller's own page. Opening it changes nothing; each button does one thing."""
    story: Any = link.about
    if kind := request.GET.get("file"):
        return story_files.serve(Story.objects.of_teller(story.pk), request, story.pk, kind)
    forms = _tellers_forms(request, story)
    does = request.POST.get("do", "")
    if request.method != "POST" or story.state == Story.State.WITHDRAWN:
        return _tellers_page(request, story, token, forms)
    if does == "withdraw":
        storytelling.withdraw(story, by=None)
        return redirect("private-link", token)
    if does not in forms:
        raise Http404("There is no such button.")
    if not forms[does].is_valid():
        if does == "tell":
            story_files.set_aside(forms[does], by=None)
        return _tellers_page(request, story, token, forms, wrong=does)
    messages.success(request, _do(story, does, forms[does]))
    return redirect("private-link", token)


def _tellers_forms(request: HttpRequest, story: Story) -> dict[str, Any]:
    """The forms of the teller's page by the name of their button; the one that was pressed holds what was typed."""
    post, does = request.POST, request.POST.get("do", "")
    living = [(one.channel, one.get_channel_display()) for one in story.consents.all() if _lives(story, one)]
    told = StoryWords.words_of(story)

    def typed(name: str) -> Any:
        return post if does == name else None

    return {
        "tell": StoryWords(
            typed("tell"),
            request.FILES if does == "tell" else None,
            initial=told,
            story=story,
            whose=f"link {story.pk}",
        ),
        "agree": StoryUses(typed("agree"), initial=StoryUses.uses_of(story), prefix="yes"),
        "narrow": Narrow(typed("narrow"), living=living),
        "rename": Naming(typed("rename"), initial={"naming": story.naming, "said_by": story.said_by}, prefix="name"),
        "renew": Renew(typed("renew")),
    }


def _lives(story: Story, consent: Consent) -> bool:
    return (
        consent.is_given
        and consent.withdrawn_at is None
        and consent.agreement is not None
        and consent.agreement.version == story.version
    )


def _do(story: Story, does: str, form: Any) -> str:
    """Do what the teller pressed, and say so."""
    match does:
        case "tell":
            storytelling.tell_by_link(story, **form.words)
            if not story.has_words:
                return "Thank you. Your recording is kept."
            return "Your words are kept. Read below how they would be shown, and say where."
        case "agree":
            storytelling.agree(story, version=form.cleaned_data["version"], **form.facts)
            return "Thank you. Your story is used only where you said yes."
        case "narrow":
            storytelling.narrow(story, keep=form.cleaned_data["keep"], by=None)
            return "Done. From this moment it is used only where a tick is left."
        case "rename":
            storytelling.rename(story, **form.cleaned_data)
            return "Done. You are named in the new way from this moment."
        case _:
            storytelling.renew(story, until=months_after(timezone.localdate(), form.cleaned_data["longer"]))
            return "Thank you. Your yes goes on."


def _tellers_page(
    request: HttpRequest, story: Story, token: str, forms: dict[str, Any], wrong: str = ""
) -> HttpResponse:
    context = {
        "story": story,
        "token": token,
        "forms": forms,
        "form": forms.get(wrong),
        "wrong": wrong,
        "consents": story.consents.all(),
        "agreement": story.agreements.select_related("text").last(),
        "living": forms["narrow"].fields["keep"].choices,
        "printed": outputs.issued_with(story),
        "consent_words": consent_words.BY_LINK,
        "waits": story.details.filter(state="open").count(),
        "unwilling": story.others.filter(has_agreed=False),
        "today": timezone.localdate(),
    }
    return render(request, "reporting/stories/own.html", context, status=422 if wrong else 200)
