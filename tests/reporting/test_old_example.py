"""The example in `docs/example`: each statement opens at the right words, and the page is what the job made."""

import hashlib
import os

import pytest

from fund.models import User
from reporting.learning import tracing
from reporting.models import LearningSummary, OldSentence, Statement
from tests.reporting import old_example

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.skipif(not old_example.are_here(), reason="The five texts are not ours and not kept here"),
]


@pytest.fixture
def summary(lena: User) -> LearningSummary:
    return old_example.draft(lena)


def test_each_statement_opens_at_the_right_words_of_the_right_file(summary: LearningSummary) -> None:
    files = {hashlib.sha256(raw).hexdigest(): raw.decode() for raw in old_example.found().values()}
    for statement in summary.statements.all():
        opened = tracing.open_all(statement.sources.all())
        assert opened
        for one in opened.values():
            source = one.source
            text = files[source.sha256]
            assert text[source.start : source.end] == source.quote == one.words
            assert one.holds
            assert (one.before + one.words + one.after) in text


def test_each_quotation_has_the_speaker_that_a_person_named(summary: LearningSummary) -> None:
    told = summary.statements.filter(kind=Statement.Kind.STORY)
    assert told
    for statement in told:
        (source,) = statement.sources.all()
        parts = OldSentence.objects.filter(text=source.text, start__gte=source.start, end__lte=source.end)
        assert {part.said_by for part in parts} == {statement.said_by}
        assert statement.drafted.startswith("“")
        assert statement.drafted.endswith("”")


def test_the_edited_words_agree_with_their_sources(summary: LearningSummary, lena: User) -> None:
    edited = old_example.edit(summary, by=lena).statements.exclude(edited="")
    assert edited.count() == len(old_example.EDITED["statements"])
    assert {one.check_state for one in edited} == {"passed"}


def test_the_page_is_what_was_made(summary: LearningSummary, lena: User) -> None:
    page = old_example.page(old_example.edit(summary, by=lena))
    if os.environ.get("WRITE_EXAMPLE"):
        old_example.PAGE.write_text(page, encoding="utf-8")
    assert page == old_example.PAGE.read_text(encoding="utf-8")
