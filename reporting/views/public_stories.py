"""The stories that anybody can read, on the web, as a feed and as open data: each page asks `for_channel`."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reporting.forms.stories_sift import FindStories
from reporting.models import Story, StoryFile
from reporting.views import story_files


@never_cache
@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    """The stories that their tellers want on the web, and a search in them."""
    form = FindStories(request.GET)
    found = Story.objects.for_channel("web").select_related("grant")
    words = (form.cleaned_data["q"] or "").split()[:10] if form.is_valid() else []
    for word in words:
        is_told = Q(title__icontains=word) | Q(good__icontains=word) | Q(hard__icontains=word)
        found = found.filter(is_told | Q(grant__title__icontains=word))
    page = Paginator(found.prefetch_related("files__file"), 20).get_page(request.GET.get("page"))
    return render(request, "reporting/stories/public.html", {"page": page, "form": form})


@never_cache
@require_safe
def story(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Story.objects.for_channel("web").select_related("grant").prefetch_related("files__file")
    return render(request, "reporting/stories/public_story.html", {"story": get_object_or_404(rows, pk=pk)})


@never_cache
@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    return story_files.serve(Story.objects.for_channel("web"), request, pk, StoryFile.Kind.PHOTO)


@never_cache
@require_safe
def feed(request: HttpRequest) -> JsonResponse:
    """The latest stories on the web as JSON Feed 1.1 (https://jsonfeed.org/version/1.1)."""
    rows = Story.objects.for_channel("web").select_related("grant")[:50]
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Self Management Fund: stories",
        "home_page_url": settings.SITE_ADDRESS + reverse("reporting:stories"),
        "feed_url": settings.SITE_ADDRESS + reverse("reporting:stories-feed"),
        "language": "en-GB",
        "items": [_item(story) for story in rows],
    }
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False}, content_type="application/feed+json")


def _item(story: Story) -> dict[str, Any]:
    address = settings.SITE_ADDRESS + reverse("reporting:public-story", args=[story.pk])
    words = "\n\n".join(part for part in (story.good, story.hard) if part)
    told = {"summary": f"{story.how_told.capitalize()}."} if story.how_told else {}
    return {
        "id": address,
        "url": address,
        "title": story.title,
        "content_text": words,
        **told,
        "authors": [{"name": story.byline}],
        "tags": story.tags,
        "date_published": story.told_at.isoformat(),
    }


@never_cache
@require_safe
def open_data(request: HttpRequest) -> JsonResponse:
    """The stories that their tellers give as open data. Whoever takes them is asked to look here again each day."""
    rows = Story.objects.for_channel("open_data").select_related("grant")
    told = [
        {
            "id": story.pk,
            "version": story.version,
            "project": story.grant.reference,
            "title": story.title,
            "went_well": story.good,
            "was_hard": story.hard,
            "told_by_sound": story.is_by_sound,
            "said_by": story.said_by,
            "voice": story.get_voice_display(),
            "tags": story.tags,
        }
        for story in rows
    ]
    return JsonResponse({"stories": told}, json_dumps_params={"ensure_ascii": False})
