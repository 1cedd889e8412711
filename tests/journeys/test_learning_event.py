"""A learning event: asked for, answered, held with cards, drawn into themes, checked, and worth the written report."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from fund.models import Job, Letter, User
from reporting.models import EventCard, EventCheck, LearningEvent, Report
from tests import factories
from tests.journeys.browser import Browser
from tests.reporting import learned

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def link_of(kind: str, person: User) -> str:
    """The newest letter of this kind to somebody has a link; where it leads."""
    letter = Letter.objects.filter(kind=kind, to=person).latest("pk")
    found = re.search(r"/t/[\w-]+/", letter.text)
    assert found is not None
    return found.group()


def test_an_event_stands_for_the_written_report(ann: User, olive: User, work: Callable[[], None]) -> None:
    cache.clear()
    learned.make_themes()
    round_ = factories.make_round(name="The round of walks")
    leads = [ann, *(factories.make_person(f"Lead {number}") for number in range(3))]
    for number, lead in enumerate(leads):
        group = factories.make_organisation(lead, name=f"Group {number}")
        grant = factories.make_grant(
            factories.make_application(round_, group, state="awarded", title=f"Project {number}")
        )
        grant.budget.create(heading="Rent", amount=4000)
        factories.make_report(grant, name="Half-year report", asks_money=True)
    grants = [lead.memberships.get().organisation.grants.get() for lead in leads]
    reports = [grant.reports.get() for grant in grants]
    today = timezone.localdate()
    day = today + timedelta(days=14)

    # Olive plans it, asks two questions, and invites all four.
    officer = Browser(olive).go("/fund/learning-events/").follow("Plan a learning event")
    officer.press(
        "Keep it",
        name="Walking and talking",
        about="What helped people to come back each week.",
        hosts="two project leads",
        round=str(round_.pk),
        day=f"{day:%d/%m/%Y}",
        starts="10am",
        ends="3pm",
        way="in_person",
        place="The Shore, Leith",
        how_to_get_there="Bus 16. The way in has no steps.",
    )
    officer.follow("Questions before the event").press(
        "Keep the questions", **{"words-1": "What was hard?", "words-2": "Was it easy?", "choices-2": "Yes\nNo"}
    )
    invited = {"grants": [str(grant.pk) for grant in grants]}
    for grant, report in zip(grants, reports, strict=True):
        invited[f"report-{grant.pk}"] = str(report.pk)
    officer.follow("Invite projects").press("Send the invitations", **invited)
    officer.reads("4 invited, 0 said they come")
    event = LearningEvent.objects.get()

    # Each group answers by its link, without an account. Ann's group needs an interpreter.
    for number, lead in enumerate(leads):
        project = Browser().go(link_of("event_invitation", lead)).reads("Half-year report".lower(), "Bus 16")
        needs = "A BSL interpreter" if lead == ann else ""
        comes = "no" if number == 3 else "yes"
        project.press("Tell us", coming=comes, how_many="2", who="a walk leader and a walker", needs=needs)
        first, second = event.questions.all()
        said = {f"about-question-{first.pk}": f"Buses, says {'abcd'[number]}", f"about-question-{second.pk}": "No"}
        project.press("Send our answers", **said).reads("Your group has answered the questions")
    officer.go(f"/fund/learning-events/{event.pk}/").reads("3 said they come", "A BSL interpreter")
    officer.go(f"/fund/learning-events/{event.pk}/answers/").does_not_read("Buses, says")

    with time_machine.travel(timezone.now() + timedelta(days=14), tick=False):
        # On the day the answers are there, and people write cards by the code.
        officer = Browser(olive).go(f"/fund/learning-events/{event.pk}/answers/")
        officer.reads("4 projects answered", "Buses, says a").press("Lay them among the cards")
        guest = Browser().go("/card/").press("Go on", code=event.code.lower())
        guest.press("Lay it on the table", kind="helped", words="A call the day before.")
        guest.press("Lay it on the table", kind="hindered", words="Ring me on 0131 496 0000, the bus stops at six.")
        assert EventCard.objects.count() == 6

        # Olive looks at what may give somebody away, and draws themes.
        phone = EventCard.objects.get(words__contains="0131")
        officer.go(f"/fund/learning-events/{event.pk}/board/").reads("To look at")
        officer.go(f"/fund/learning-events/cards/{phone.pk}/").press("Decide", what="replace", instead="a number")
        officer.reads("Ring me on a number, the bus stops at six.")
        board = f"/fund/learning-events/{event.pk}/board/"
        for name in ("Coming back", "Buses"):
            officer.go(board).follow("Draw a theme").press("Keep the theme", name=name)
        coming, buses = event.themes.order_by("pk")
        about_buses = [str(card.pk) for card in event.cards.filter(words__icontains="bus")]
        # The boxes of the cards belong to the form by its id, which this browser does not know: they are sent as such.
        officer.client.post(board, {"cards": about_buses, "theme": buses.pk})
        call = event.cards.get(words="A call the day before.")
        officer.client.post(board, {"cards": [call.pk], "theme": coming.pk})
        officer.go(board).press("Earlier Buses").reads("Buses 5 cards")

        # Three were there, and need not write.
        officer.go(f"/fund/learning-events/{event.pk}/attendance/")
        came = [str(one.pk) for one in event.invitations.filter(grant__in=grants[:3])]
        officer.press("Keep it", came=came).reads("Held, being written up")
        assert Report.objects.filter(told_at=event).count() == 3
        assert Letter.objects.filter(kind="event_counts").count() == 3

        # Olive writes and sends the draft; all three check it, and one objects.
        for theme, words in ((buses, "No bus in the evening keeps people at home."), (coming, "A call helps.")):
            officer.go(f"/fund/learning-events/themes/{theme.pk}/write/")
            card = theme.cards.order_by("-pk")[0]
            officer.press("Keep it", words=words, quoted=[str(card.pk)])
        officer.press("Send the draft", days="5").reads("0 of 3 have answered")
        for lead in leads[:3]:
            project = Browser().go(link_of("event_draft", lead)).reads("No bus in the evening", "the bus stops at six.")
            if lead == ann:
                project.press("Tell us", **{"check-verdict": "wrong", "check-words": "It is worse on Sundays."})
            else:
                project.press("Tell us", **{"check-verdict": "right"})
        officer.go(f"/fund/learning-events/{event.pk}/draft/").reads("It is worse on Sundays.", "1 objection waits")
        officer.go(f"/fund/learning-events/themes/{buses.pk}/write/")
        officer.press("Keep it", words="No bus in the evening or on Sundays keeps people at home.")
        officer.press("Answer", words="You are right. We added Sundays.").reads("Send the draft again")
        officer.press("Send the draft", days="3").reads("0 of 3 have answered")
        for lead in leads[:3]:
            project = Browser().go(link_of("event_draft", lead)).reads("or on Sundays")
            project.press("Tell us", **{"check-verdict": "right"})
        officer.go(f"/fund/learning-events/{event.pk}/draft/")
        officer.press("Make the text final").reads("Final").press("Publish the text")
        assert EventCheck.objects.filter(verdict="wrong").exclude(reply="").count() == 1

        # Whoever was invited reads it, and everybody else does too.
        Browser().go(link_of("event_final", leads[3])).reads("or on Sundays")
        public = Browser().go(f"/learning/events/{event.slug}/").reads("or on Sundays", "5 cards lay under this theme")
        public.does_not_read("Group 0").does_not_read("0131")

        # Ann hands in money alone; the group that was not there still has questions to answer.
        own = Browser(ann).go(f"/my/reports/{reports[0].pk}/").reads("so we do not ask you to write it again")
        line = grants[0].budget.get()
        own.follow("Money spent").press("Save and continue", **{f"spent-{line.pk}": "2000"})
        own.press("Hand in the report").reads("Your report is handed in")
        Browser(leads[3]).go(f"/my/reports/{reports[3].pk}/").reads("What you learned")
        # The fund reads and accepts it; nothing is drafted from words that were never handed in, and no job is stuck.
        Browser(olive).go(f"/fund/reports/{reports[0].pk}/").reads("told the answers at").press(
            "Accept the report", comments="Thank you."
        )
        work()
    assert Report.objects.get(pk=reports[0].pk).state == "accepted"
    assert not Job.objects.filter(state="parked").exists()
