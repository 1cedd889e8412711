"""A summary of one theme tells of this theme, and rather less than of something else."""

import pytest

from reporting import learning
from reporting.learning import scopes
from reporting.learning.pack import Draft
from tests.reporting import learned

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Draft:
    """Of a project that ticked “Partners and referral” for a whole answer, and has a story of it and another one."""
    learned.make_themes()
    told = {
        "worked": "Practices that know us refer people each week. Peers greeted people whom a health centre sent.",
        "did_not_work": "Health centres sent nobody for months. Our first hall had a broken lift and eleven steps.",
        "did_not_work-themes": ["T06"],
    }
    report = learned.make_told(**told)
    learned.make_story(report.grant, "web", title="Far", hard="")
    learned.make_story(report.grant, "web", title="Near", good="The nurse at my practice told me of it.", hard="")
    return learning.compose(learning.gather(scopes.find("theme", "T06")))


def of(draft: Draft, kind: str) -> dict[str, str]:
    return {line.words: line.theme for line in draft.lines if line.kind == kind}


def test_each_statement_is_of_the_theme(draft: Draft) -> None:
    assert of(draft, "for") == {
        "Practices that know us refer people each week.": "T06",
        "Peers greeted people whom a health centre sent.": "T06",
    }


def test_a_tick_for_a_whole_answer_brings_in_only_what_speaks_of_the_theme(draft: Draft) -> None:
    assert of(draft, "against") == {"Health centres sent nobody for months.": "T06"}


def test_a_story_of_something_else_is_not_told(draft: Draft) -> None:
    assert list(of(draft, "story")) == ["The nurse at my practice told me of it."]
