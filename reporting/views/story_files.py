"""A photo or a recording of a story: to whoever may have it, and set aside while a form has gaps."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from fund import files
from fund.models import StoredFile, User
from reporting import storytelling
from reporting.forms.story_words import StoryWords
from reporting.models import StoryFile


def serve(stories: Any, request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """One file of one of these stories; a photo never with the place where it was taken."""
    one = get_object_or_404(StoryFile.objects.select_related("file"), story__in=stories.filter(pk=pk), kind=kind)
    if one.kind == StoryFile.Kind.SOUND:
        return files.play(one.file, request.headers.get("Range", ""))
    return files.download(one.file, name=f"photo{_ending(one.file)}", copy=files.Copy.NO_PLACE)


def set_aside(form: StoryWords, *, by: User | None) -> None:
    """Set the good files of a form with gaps aside, and say so beside their boxes."""
    typed: Any = form.data
    form.data = typed = typed.copy()
    for kind in StoryFile.Kind.values:
        if not (sent := form.cleaned_data.get(kind)):
            continue
        if isinstance(sent, UploadedFile):
            sent = storytelling.set_aside(sent, kind=kind, whose=form.whose, by=by)
        typed[form.add_prefix(f"{kind}_kept")] = sent.key
        form[kind].help_text = f"We have kept “{sent.file}”, so you need not send it again."


def _ending(stored: StoredFile) -> str:
    return ".png" if stored.content_type == "image/png" else ".jpg"
