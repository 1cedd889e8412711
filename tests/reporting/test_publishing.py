"""From a checked draft to a page and a paper, and off again."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

import page
import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from fund.kit import jobs
from fund.kit.states import Refused
from fund.models import Job, Letter, StoredFile, User
from reporting import learning, outputs, publishing, tasks
from reporting.models import LearningSummary, Paper, Report, Statement
from tests.fund.test_pdf import problems, texts
from tests.reporting import learned

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def told(db: None) -> Report:
    learned.make_themes()
    return learned.make_told()


def printed(summary: LearningSummary) -> bytes:
    paper = outputs.current(summary)
    assert paper is not None
    with paper.file.content.open("rb") as content:
        return content.read()


def make_paper(summary: LearningSummary) -> None:
    for pk in Job.objects.filter(kind="learning.paper", state=Job.State.WAITING).values_list("pk", flat=True):
        jobs.run(pk)


def test_whoever_edited_last_cannot_approve(told: Report, lena: User, morag: User) -> None:
    summary = learned.make_draft(told)
    learned.edit(summary, by=morag)
    learned.edit(summary, by=lena)
    learned.make_ready(summary, by=lena)

    with pytest.raises(Refused, match="somebody else has to approve"):
        publishing.approve(summary, by=lena)
    publishing.approve(summary, by=morag)

    summary.refresh_from_db()
    assert (summary.state, summary.edited_by, summary.approved_by) == ("approved", lena, morag)


def test_leaving_a_statement_out_is_an_edit_too(told: Report, lena: User, morag: User) -> None:
    summary = learned.make_draft(told)
    learned.edit(summary, by=lena)
    learning.drop(summary.statements.all()[0], by=morag)

    with pytest.raises(Refused, match="somebody else has to approve"):
        publishing.approve(summary, by=morag)


def test_a_draft_that_nobody_read_cannot_be_approved(told: Report, morag: User) -> None:
    summary = learned.make_draft(told)

    with pytest.raises(Refused, match="Drafted by the job"):
        publishing.approve(summary, by=morag)


def test_a_personal_detail_stands_in_the_way_of_approval(told: Report, lena: User, morag: User) -> None:
    summary = learned.make_draft(told)
    learned.edit(summary, by=lena)
    Statement.objects.filter(pk=summary.statements.all()[0].pk).update(edited=learned.SECRET)

    with pytest.raises(Refused, match="“Morag” may give somebody away"):
        publishing.approve(summary, by=morag)


def test_a_reopened_summary_needs_a_new_approval(told: Report, lena: User, morag: User) -> None:
    summary = learned.make_draft(told)
    learned.edit(summary, by=lena)
    learned.make_ready(summary, by=lena)
    publishing.approve(summary, by=morag)
    publishing.reopen(summary, by=lena)

    summary.refresh_from_db()
    assert (summary.state, summary.approved_by) == ("editing", None)
    with pytest.raises(Refused):
        publishing.publish(summary, by=morag)


def test_publishing_tells_the_project_asks_for_the_paper_and_sets_the_day_of_review(
    ann: User, lena: User, morag: User, letters_to: Callable[[User], list[str]]
) -> None:
    learned.make_themes()
    told = learned.make_told()
    told.grant.organisation.memberships.create(user=ann, kind="lead")

    summary = learned.make_published(told, lena, morag)

    summary.refresh_from_db()
    assert summary.state == "published"
    assert summary.published_at is not None
    assert summary.review_on == timezone.localdate() + timedelta(days=365)
    assert letters_to(ann) == ["review_asked", "learning_published"]
    assert f"/learning/{summary.slug}/" in Letter.objects.get(to=ann, kind="learning_published").text
    assert learned.only_job("learning.paper").payload == {"pk": summary.pk}


def test_a_newer_version_takes_the_place_of_the_published_one(told: Report, lena: User, morag: User) -> None:
    first = learned.make_published(told, lena, morag)
    learned.make_told(told.grant)
    second = learned.make_published(told, lena, morag)

    assert second.slug == first.slug
    assert dict(LearningSummary.objects.values_list("version", "state")) == {1: "replaced", 2: "published"}


def test_an_older_version_cannot_take_the_place_of_a_newer_one(told: Report, lena: User, morag: User) -> None:
    old = learned.make_draft(told)
    learned.edit(old, by=lena)
    learned.make_ready(old, by=lena)
    publishing.approve(old, by=morag)
    learned.make_told(told.grant)
    learned.make_published(told, lena, morag)

    with pytest.raises(Refused, match="Version 2 is published already"):
        publishing.publish(old, by=morag)
    old.refresh_from_db()
    assert old.state == "approved"


def test_what_is_not_approved_cannot_be_published(told: Report, lena: User, morag: User) -> None:
    summary = learned.make_draft(told)
    learned.edit(summary, by=lena)

    with pytest.raises(Refused):
        publishing.publish(summary, by=morag)
    assert not Job.objects.filter(kind="learning.paper").exists()


def test_a_withdrawn_summary_is_gone_at_once_with_its_paper(
    told: Report, lena: User, morag: User, door: Callable[[User | None], Client]
) -> None:
    summary = learned.make_published(told, lena, morag)
    make_paper(summary)
    addresses = [f"/learning/{summary.slug}/", f"/learning/{summary.slug}/summary.pdf"]
    assert [door(None).get(address).status_code for address in addresses] == [200, 200]

    publishing.withdraw(summary, by=morag, reason="A name was in it")

    assert [door(None).get(address).status_code for address in addresses] == [404, 404]
    assert summary.history.latest().history_change_reason == "A name was in it"


# The paper ----------------------------------------------------------------------------------------------------------


def test_the_paper_is_kept_with_its_hash_and_passes_every_rule(told: Report, lena: User, morag: User) -> None:
    learned.make_story(told.grant, "web", "print")
    learned.make_share(told, 204, 306)
    learned.make_share(told, 3, 306, code="shy")
    summary = learned.make_published(told, lena, morag)
    make_paper(summary)

    made = printed(summary)
    paper = Paper.objects.get(kind="pdf")
    words = texts(made)

    assert problems(made) == []
    assert page.is_pdf_compliant_bytes(made)
    assert (paper.pages, paper.file.size) == (2, len(made))
    assert paper.file.sha256 == hashlib.sha256(made).hexdigest()
    for part in (
        summary.title,
        "204 of 306 people who answered (67%)",
        "fewer than 5 of 306",
        "I thought I was the only one.",
    ):
        assert part in words
    assert "Margaret, a person who took part" in words
    assert "3 of 306" not in words


def test_a_long_summary_stays_on_two_pages(told: Report, lena: User, morag: User) -> None:
    things = ("rooms", "buses", "songs", "soup", "staff")
    for slot in ("circumstances", "others_need", "next"):
        said = [
            f"We learned in place {n} that {slot} needs {thing}, patience and luck." for n, thing in enumerate(things)
        ]
        learned.ask(told, slot, slot, " ".join(said))
    for number in range(8):
        learned.make_share(told, 100 + number, 300, code=f"a-rather-long-indicator-{number}")
    learned.make_story(told.grant, "print", good="A long story with many words in it. " * 12, hard="It was hard. " * 12)
    summary = learned.make_published(told, lena, morag)
    make_paper(summary)

    assert dict(Paper.objects.filter(pages__gt=0).values_list("kind", "pages")) == {"pdf": 2, "brief": 1, "leaders": 1}
    assert problems(printed(summary)) == []


def test_the_paper_is_made_once_however_often_the_job_is_told(told: Report, lena: User, morag: User) -> None:
    learned.make_published(told, lena, morag)
    job = learned.only_job("learning.paper")

    jobs.run(job.pk)
    before = set(Paper.objects.values_list("kind", "file"))
    jobs.run(job.pk)

    assert set(Paper.objects.values_list("kind", "file")) == before
    assert StoredFile.objects.count() == len(before) == 5


def test_a_story_without_consent_for_print_is_on_the_page_and_not_in_the_paper(
    told: Report, lena: User, morag: User, door: Callable[[User | None], Client]
) -> None:
    learned.make_story(told.grant, "web", good="A SECRET of mine for the web.")
    summary = learned.make_published(told, lena, morag)
    make_paper(summary)

    assert b"SECRET" in door(None).get(f"/learning/{summary.slug}/").content
    assert "SECRET" not in texts(printed(summary))


def test_a_story_without_consent_for_the_web_is_in_the_paper_and_not_on_the_page(
    told: Report, lena: User, morag: User, door: Callable[[User | None], Client]
) -> None:
    learned.make_story(told.grant, "print", good="A SECRET of mine for paper.")
    summary = learned.make_published(told, lena, morag)
    make_paper(summary)

    assert b"SECRET" not in door(None).get(f"/learning/{summary.slug}/").content
    assert "SECRET" in texts(printed(summary))


def test_a_withdrawn_story_is_gone_from_the_page_from_the_paper_and_from_the_new_paper(
    told: Report, lena: User, morag: User, door: Callable[[User | None], Client]
) -> None:
    story = learned.make_story(told.grant, "web", "print", good="A SECRET of mine.")
    summary = learned.make_published(told, lena, morag)
    make_paper(summary)
    address = f"/learning/{summary.slug}/"
    assert b"SECRET" in door(None).get(address).content
    assert "SECRET" in texts(printed(summary))

    learned.withdraw(story)

    assert b"SECRET" not in door(None).get(address).content
    assert door(None).get(f"{address}summary.pdf").status_code == 404
    outputs.without(story, by=None)
    assert set(Paper.objects.values_list("kind", flat=True)) == {"leaders", "slides"}, "no story ever stood in these"
    assert StoredFile.objects.count() == 2
    make_paper(summary)
    assert door(None).get(f"{address}summary.pdf").status_code == 200
    assert "SECRET" not in texts(printed(summary))


def test_a_story_whose_words_changed_is_not_shown_in_its_old_words(
    told: Report, lena: User, morag: User, door: Callable[[User | None], Client]
) -> None:
    story = learned.make_story(told.grant, "web", "print", good="A SECRET of mine.")
    summary = learned.make_published(told, lena, morag)
    make_paper(summary)

    story.good = "I say it in another way now."
    story.save()

    assert b"SECRET" not in door(None).get(f"/learning/{summary.slug}/").content
    assert outputs.current(summary) is None


def test_consent_that_runs_out_takes_the_story_away_and_the_paper_is_renewed(
    told: Report, lena: User, morag: User, door: Callable[[User | None], Client]
) -> None:
    learned.make_story(told.grant, "web", "print", good="A SECRET of mine.")
    summary = learned.make_published(told, lena, morag)
    make_paper(summary)

    with time_machine.travel(timezone.now() + timedelta(days=91), tick=False):
        assert b"SECRET" not in door(None).get(f"/learning/{summary.slug}/").content
        assert outputs.current(summary) is None
        tasks.renew_papers()
        assert outputs.renew(LearningSummary.objects.all(), by=None) == 0
        make_paper(summary)
        assert "SECRET" not in texts(printed(summary))


def test_a_paper_drawn_with_a_story_that_was_withdrawn_meanwhile_is_not_kept(
    told: Report, lena: User, morag: User
) -> None:
    story = learned.make_story(told.grant, "print")
    summary = learned.make_published(told, lena, morag)
    drawn = outputs.draw(summary)
    learned.withdraw(story)

    with pytest.raises(Refused, match="made again without it"):
        outputs.keep(summary, drawn, by=None)
    assert not StoredFile.objects.exists()


def test_no_paper_is_kept_of_a_summary_that_was_withdrawn_meanwhile(told: Report, lena: User, morag: User) -> None:
    summary = learned.make_published(told, lena, morag)
    publishing.withdraw(summary, by=morag)
    make_paper(summary)

    assert learned.only_job("learning.paper").result == {"papers": [], "stories": []}
    assert not Paper.objects.exists()
    assert not StoredFile.objects.exists()
