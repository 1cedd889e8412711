"""A photo or a recording of a story, to whoever may have it."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from fund import files
from fund.models import StoredFile
from reporting.models import StoryFile


def serve(stories: Any, request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """One file of one of these stories; a photo never with the place where it was taken."""
    one = get_object_or_404(StoryFile.objects.select_related("file"), story__in=stories.filter(pk=pk), kind=kind)
    if one.kind == StoryFile.Kind.SOUND:
        return files.play(one.file, request.headers.get("Range", ""))
    return files.download(one.file, name=f"photo{_ending(one.file)}", copy=files.Copy.NO_PLACE)


def _ending(stored: StoredFile) -> str:
    return ".png" if stored.content_type == "image/png" else ".jpg"
