"""Telling in another way, in a real browser: a voice plays under the content policy, and keys alone confirm."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from applications.models import ApplicationAnswers, Telling
from fund import files
from fund.kit import safe_files
from fund.models import Organisation, Round, User
from tests import factories
from tests.e2e.looking import complaints

pytestmark = pytest.mark.django_db(transaction=True)


def make_typed(round_: Round, group: Organisation, ann: User) -> Telling:
    voice = SimpleUploadedFile("voice.wav", factories.make_wave(5))
    return factories.make_telling(
        factories.make_application(round_, group, by=ann),
        state="typed",
        typed={"what": "We walk by the sea."},
        typed_at=timezone.now(),
        original=files.keep(voice, by=ann, kinds=safe_files.RECORDINGS),
    )


@pytest.mark.parametrize("width", [1100, 320])
def test_the_group_hears_what_it_sent_and_confirms_with_keys_alone(
    browse: Any, round_: Round, group: Organisation, ann: User, width: int
) -> None:
    telling = make_typed(round_, group, ann)
    page = browse(ann, width)
    page.goto(reverse("applications:told", args=[telling.pk]))
    page.wait_for_function("document.querySelector('audio').readyState >= 1")
    assert round(page.evaluate("document.querySelector('audio').duration")) == 5
    assert complaints(page) == []
    page.locator("textarea").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" And sing.")
    for _ in range(5):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "submit":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/tell/plan/")
    assert complaints(page) == []
    telling.refresh_from_db()
    sheet = ApplicationAnswers.objects.get(application=telling.application, section__code="plan")
    assert (telling.state, sheet.values["what"]) == ("changed", "We walk by the sea. And sing.")


@pytest.mark.parametrize("width", [1100, 320])
def test_the_officer_hears_it_beside_the_box(
    browse: Any, round_: Round, group: Organisation, ann: User, olive: User, width: int
) -> None:
    telling = make_typed(round_, group, ann)
    Telling.objects.filter(pk=telling.pk).update(state="waiting")
    page = browse(olive, width)
    page.goto(reverse("applications:type", args=[telling.pk]))
    page.wait_for_function("document.querySelector('audio').readyState >= 1")
    assert complaints(page) == []
