"""An editor brings an old text in by keys alone: a file, its sentences, who said what, and a draft that opens them."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from fund.kit import jobs
from fund.models import Job, User
from reporting.models import Collection, LearningSummary, OldText
from tests import factories
from tests.e2e.keys import Keys
from tests.reporting import learned

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

QUOTED = "“I was afraid of the hill, and now I lead the walk.”"


@pytest.mark.parametrize("width", [1100, 320])
def test_the_editor_brings_a_text_in_and_drafts_from_it(browse: Any, lena: User, width: int) -> None:
    learned.make_themes()
    page = browse(lena, width)
    keys = Keys(page)
    keys.go(reverse("reporting:desk"))
    keys.enter(keys.link("^Old texts"))
    keys.enter(keys.link("^Bring a text in"))
    keys.attach("file", [SimpleUploadedFile("old walks.txt", factories.OLD.encode())])
    keys.type("name", "Old walks")
    keys.type("project", "Hill walks")
    keys.enter(keys.button("Bring it in"))

    text = OldText.objects.get()
    quote = text.sentences.get(guess="quote")
    assert page.locator(".told__words").all_inner_texts()[quote.number] == QUOTED
    keys.enter(keys.button("Save these"))
    (fault,) = page.locator(".ds_error-summary a").all_inner_texts()
    assert fault.startswith(f"Say who said sentence {quote.number + 1}")
    assert not text.sentences.exclude(confirmed_at=None).exists()

    first = text.sentences.get(number=0)
    keys.choose(f"about-{first.pk}", "did")
    keys.choose(f"voice-{quote.pk}", "people")
    keys.type(f"said-{quote.pk}", "Jess Example, who leads the walks")
    keys.enter(keys.button("Save these"))
    assert page.get_by_text("All sentences were looked at.").is_visible()
    quote.refresh_from_db()
    assert (quote.said_by, quote.voice, quote.confirmed_by) == ("Jess Example, who leads the walks", "people", lena)

    keys.enter(keys.link("^Old walks"))
    keys.enter(keys.button("Draft a summary"))
    jobs.run(Job.objects.get(kind="learning.draft").pk)
    keys.go(reverse("reporting:old-collection", args=[Collection.objects.get().pk]))
    summary = LearningSummary.objects.get()
    keys.enter(keys.link(f"^{summary.title[:20]}"))
    folds = page.locator("details.source:has(mark)").all()
    told = [line for line in summary.statements.all() if line.sources.exists()]
    assert len(folds) == len(told) > 0
    for fold in folds:
        keys.reach(fold.locator("summary"))
        keys.press("Enter")
        assert fold.locator("mark").inner_text() in factories.OLD
    keys.look()
