"""Who was there, what that is worth for a report, and the text that those who were there check."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from applications.models import Grant
from fund.kit.states import Refused
from fund.models import Letter, Organisation, Round, User
from fund.privacy import gate
from reporting import answering, contents, monitoring
from reporting.learning_events import attending, carding, checking, inviting, planning
from reporting.models import EventCheck, EventInvitation, EventTheme, LearningEvent, Report
from tests import factories

Door = Callable[[User | None], Client]


@pytest.fixture
def grant(round_: Round, group: Organisation) -> Grant:
    grant = factories.make_grant(factories.make_application(round_, group, state="awarded"))
    grant.budget.create(heading="Rent", amount=4000)
    return grant


@pytest.fixture
def report(grant: Grant) -> Report:
    return factories.make_report(grant, asks_money=True)


@pytest.fixture
def event(round_: Round) -> LearningEvent:
    return factories.make_event(round_.fund)


@pytest.fixture
def invitation(event: LearningEvent, report: Report) -> EventInvitation:
    return factories.make_event_invitation(event, report.grant, report=report)


@pytest.fixture
def theme(event: LearningEvent, invitation: EventInvitation, olive: User) -> EventTheme:
    """A theme with words and a card, and the group was there."""
    attending.note(event, {invitation.pk}, by=olive)
    theme = EventTheme.objects.create(event=event, name="Coming back", position=0, words="Trust came first.")
    factories.make_card(event, theme=theme)
    return theme


def kinds(report: Report) -> list[str]:
    return [part.kind for part in contents.parts(Report.objects.get(pk=report.pk))]


def letters(kind: str) -> list[Letter]:
    return list(Letter.objects.filter(kind=kind))


# Who was there ---------------------------------------------------------------------------------------------------


def test_who_was_there_is_asked_for_money_alone(
    event: LearningEvent, invitation: EventInvitation, report: Report, ann: User, olive: User, door: Door
) -> None:
    assert kinds(report) == ["questions", "questions", "money"]
    assert (
        door(olive).post(f"/fund/learning-events/{event.pk}/attendance/", {"came": [invitation.pk]}).status_code == 302
    )
    event.refresh_from_db()
    assert (kinds(report), event.state) == (["money"], "held")
    assert "{" not in letters("event_counts")[0].text
    page = door(ann).get(f"/my/reports/{report.pk}/").content.decode()
    assert "so we do not ask you to write it again" in page and "What you learned" not in page
    # A page of questions that was open in another window leads nowhere, and what was typed there is shown to copy.
    section = f"/my/reports/{report.pk}/section/did/"
    assert door(ann).get(section).headers["Location"].endswith("/check/")
    typed = door(ann).post(section, {"did": "We walked far.", "version": "0"})
    assert typed.status_code == 409 and "We walked far." in typed.content.decode()


def test_a_report_told_at_an_event_is_handed_in_with_money_alone(
    event: LearningEvent, invitation: EventInvitation, report: Report, ann: User, olive: User
) -> None:
    attending.note(event, {invitation.pk}, by=olive)
    report.refresh_from_db()
    with pytest.raises(Refused, match="1 thing is still to do"):
        monitoring.hand_in(report, by=ann)
    Report.objects.filter(pk=report.pk).update(asks_money=False)
    monitoring.hand_in(report, by=ann)  # nothing is left to write, and nobody had begun
    assert Report.objects.get().state == "handed_in"


def test_taking_the_tick_away_asks_the_questions_again(
    event: LearningEvent, invitation: EventInvitation, report: Report, ann: User, olive: User
) -> None:
    section = report.questionnaire.sections.get(code="did")  # type: ignore[union-attr]
    answering.save_section(report, section, {"did": "We walked."}, by=ann)
    attending.note(event, {invitation.pk}, by=olive)
    attending.note(event, {invitation.pk}, by=olive)  # saving it again tells nobody anew
    assert len(letters("event_counts")) == 1
    attending.note(event, set(), by=olive)
    assert kinds(report) == ["questions", "questions", "money"]
    assert len(letters("event_counts_not")) == 1
    assert report.answers.get().values == {"did": "We walked."}
    attending.note(event, {invitation.pk}, by=olive)  # a second change of mind has its own letter
    assert len(letters("event_counts")) == 2


def test_a_report_that_was_handed_in_keeps_the_tick(
    event: LearningEvent, invitation: EventInvitation, report: Report, ann: User, olive: User
) -> None:
    Report.objects.filter(pk=report.pk).update(asks_money=False)
    attending.note(event, {invitation.pk}, by=olive)
    monitoring.hand_in(Report.objects.get(), by=ann)
    with pytest.raises(Refused, match="Send it back"):
        attending.note(event, set(), by=olive)
    assert EventInvitation.objects.get().came is True
    with pytest.raises(Refused, match="Send it back"):
        planning.call_off(event, reason="It did not take place", by=olive)
    monitoring.send_back(Report.objects.get(), by=olive, comments="Please write it after all")
    attending.note(event, set(), by=olive)
    assert Report.objects.get().told_at is None


def test_a_written_report_stays_as_it_is(event: LearningEvent, grant: Grant, olive: User) -> None:
    done = factories.make_report(grant, state="handed_in")
    invitation = factories.make_event_invitation(event, grant, report=done)
    attending.note(event, {invitation.pk}, by=olive)
    assert Report.objects.get(pk=done.pk).told_at is None and letters("event_counts") == []


def test_nobody_was_there_before_the_day(event: LearningEvent, invitation: EventInvitation, olive: User) -> None:
    LearningEvent.objects.update(day=event.day + timedelta(days=1))
    with pytest.raises(Refused, match="on that day or later"):
        attending.note(event, {invitation.pk}, by=olive)


def test_calling_it_off_makes_the_written_part_due_again(
    event: LearningEvent, invitation: EventInvitation, report: Report, ann: User, olive: User
) -> None:
    inviting.say(invitation, coming="yes", how_many=2, who="two leads", needs="A ramp", by=ann)
    attending.note(event, {invitation.pk}, by=olive)
    planning.call_off(event, reason="Snow", by=olive)
    assert kinds(report) == ["questions", "questions", "money"]
    text = letters("event_called_off")[0].text
    assert "Snow" in text and "after all" in text and "{" not in text
    assert EventInvitation.objects.get().access_needs == ""
    with pytest.raises(Refused, match="called off"):
        attending.note(event, {invitation.pk}, by=olive)


# Who comes, and what they need -----------------------------------------------------------------------------------


def test_what_people_need_is_read_by_those_who_run_the_fund_alone(
    event: LearningEvent, invitation: EventInvitation, group: Organisation, ann: User, olive: User, door: Door
) -> None:
    LearningEvent.objects.update(day=event.day + timedelta(days=2))
    viewer = factories.make_member(group, "Vic Viewer", "signatory").user
    here = f"/my/learning-events/{invitation.pk}/"
    said = {"do": "come", "coming": "yes", "how_many": "2", "who": "two leads", "needs": "A BSL interpreter"}
    assert door(viewer).post(here, said).status_code == 403
    assert door(ann).post(here, said | {"how_many": ""}).status_code == 422
    assert door(ann).post(here, said).status_code == 302
    assert "A BSL interpreter" in door(olive).get(f"/fund/learning-events/{event.pk}/").content.decode()
    for person in (ann, viewer):
        assert "A BSL interpreter" not in door(person).get(here).content.decode()
    door(ann).post(here, said | {"needs": ""})  # an empty box leaves it
    assert EventInvitation.objects.get().access_needs == "A BSL interpreter"
    door(ann).post(here, said | {"needs": "", "drops_needs": "on"})
    assert EventInvitation.objects.get().access_needs == ""


def test_another_day_or_place_is_told_to_all_who_were_invited(
    round_: Round, grant: Grant, ann: User, olive: User, door: Door
) -> None:
    day = timezone.localdate() + timedelta(days=30)
    sent: dict[str, Any] = {"name": "Learning together", "about": "Walks", "hosts": "us", "day": f"{day:%d/%m/%Y}"}
    sent |= {"starts": "10am", "ends": "3:30pm", "way": "in_person"}
    client = door(olive)
    assert client.post("/fund/learning-events/plan/", sent).status_code == 422  # no place
    sent["place"] = "The Shore"
    closed = client.post("/fund/learning-events/plan/", sent | {"answers_until": "1/2/2020"})
    assert closed.status_code == 422 and "Enter a day from today on" in closed.content.decode()
    assert client.post("/fund/learning-events/plan/", sent).status_code == 302
    event = LearningEvent.objects.get()
    assert (event.answers_until, event.cards_from, event.slug) == (day - timedelta(days=1), day, "learning-together")
    invite = f"/fund/learning-events/{event.pk}/invite/"
    assert client.post(invite, {}).status_code == 422
    assert client.post(invite, {"grants": [grant.pk]}).status_code == 302
    assert "Nobody is left to invite" in client.post(invite, {"grants": [grant.pk]}).content.decode()
    assert len(letters("event_invitation")) == 1
    change = f"/fund/learning-events/{event.pk}/change/"
    client.post(change, sent | {"about": "Walks and talks"})
    assert letters("event_changed") == []
    client.post(change, sent | {"place": "The Links"})
    assert "The Links" in letters("event_changed")[0].text
    planning.plan(round_.fund, by=olive, **{name: getattr(event, name) for name in FACTS})
    assert sorted(LearningEvent.objects.values_list("slug", flat=True)) == ["learning-together", "learning-together-2"]


FACTS = (
    "name", "about", "hosts", "day", "starts", "ends", "way", "place", "answers_until", "cards_from", "cards_until"
)  # fmt: skip


# The text --------------------------------------------------------------------------------------------------------


def test_a_card_that_may_give_somebody_away_is_not_quoted(theme: EventTheme, olive: User) -> None:
    card = carding.write(theme.event, kind="helped", words="Ring 0131 496 0000.")
    card.theme = theme
    card.save(update_fields=["theme"])
    with pytest.raises(Refused, match="cannot be quoted"):
        checking.write(theme, words="Trust", quoted=[card.pk], by=olive)
    carding.agree_to_detail(card, card.details.get(), by=olive)
    checking.write(theme, words="Trust", quoted=[card.pk], by=olive)
    card.details.create(field="words", kind="name", start=0, end=4, text="Ring")  # found after it was chosen
    with pytest.raises(Refused, match="may give a person away"):
        checking.send(theme.event, days=5, by=olive)


def test_words_of_ours_that_may_give_somebody_away_are_settled_by_a_person(
    theme: EventTheme, olive: User, door: Door
) -> None:
    browser = door(olive)
    address = f"/fund/learning-events/themes/{theme.pk}/"
    answer = browser.post(f"{address}write/", {"words": "My neighbour Morag rang from 0131 496 0000."})
    assert answer.url == f"{address}write/", "the page with what waits"
    assert "Morag" in browser.get(answer.url).content.decode()
    with pytest.raises(Refused, match="Settle it there first"):
        checking.send(theme.event, days=5, by=olive)
    name, phone = gate.details_of(theme).order_by("start")
    browser.post(f"{address}details/{phone.pk}/", {"what": "replace", "instead": "home"})
    theme.refresh_from_db()
    assert theme.words == "My neighbour Morag rang from home."
    wrong = browser.post(f"{address}details/{name.pk}/", {"what": "replace", "instead": ""})
    assert wrong.status_code == 422 and "Enter the words to put there" in wrong.content.decode()
    browser.post(f"{address}details/{name.pk}/", {"what": "agreed"})
    checking.send(theme.event, days=5, by=olive)
    assert theme.event.texts.get().text[0]["words"] == "My neighbour Morag rang from home."


def test_the_draft_goes_to_those_who_were_there_for_working_days(theme: EventTheme, olive: User) -> None:
    with pytest.raises(Refused, match="at least 3 working days"):
        checking.send(theme.event, days=2, by=olive)
    with time_machine.travel("2026-12-23 12:00", tick=False):  # a Wednesday before Christmas
        factories.make_closure(theme.event.fund, days=2)  # from a month later on: it does not count here
        checking.send(theme.event, days=3, by=olive)
    # Thursday 24, Tuesday 29 (25 is Christmas, 26 and 27 a weekend, 28 in its place), Wednesday 30
    assert str(theme.event.check_until) == "2026-12-30"
    letter = letters("event_draft")[0]
    assert letter.is_secret and "Wednesday 30 December 2026" in letter.text


def test_a_draft_without_words_or_readers_is_not_sent(event: LearningEvent, olive: User) -> None:
    with pytest.raises(Refused, match="once the event was held"):
        checking.send(event, days=5, by=olive)
    attending.note(event, set(), by=olive)
    with pytest.raises(Refused, match="Nobody is noted"):
        checking.send(event, days=5, by=olive)


def test_an_objection_is_answered_before_the_text_is_final(
    theme: EventTheme, invitation: EventInvitation, ann: User, olive: User, door: Door
) -> None:
    event = theme.event
    checking.send(event, days=5, by=olive)
    with pytest.raises(Refused, match="1 project has until"):
        checking.make_final(event, by=olive)
    here = f"/my/learning-events/{invitation.pk}/"
    assert door(ann).post(here, {"do": "check", "check-verdict": "wrong"}).status_code == 422
    said = {"do": "check", "check-verdict": "wrong", "check-words": "Trust came second."}
    assert door(ann).post(here, said).status_code == 302
    with pytest.raises(Refused, match="1 objection waits"):
        checking.make_final(event, by=olive)
    row = EventCheck.objects.get()
    assert door(olive).post(f"/fund/learning-events/checks/{row.pk}/reply/", {"words": ""}).status_code == 422
    checking.write(theme, words="Trust came second.", quoted=[], by=olive)
    with pytest.raises(Refused, match="Answer what projects said is wrong first"):
        checking.send(event, days=3, by=olive)
    door(olive).post(f"/fund/learning-events/checks/{row.pk}/reply/", {"words": "We changed it."})
    assert "We changed it." in door(ann).get(here).content.decode()
    assert checking.left_to_do(event) == [CHANGED]
    checking.send(event, days=3, by=olive)
    page = door(ann).get(here).content.decode()
    assert "about an earlier draft: something in it is wrong" in page and "We changed it." in page
    door(ann).post(here, {"do": "check", "check-verdict": "right"})
    made = checking.make_final(event, by=olive)
    assert made.text[0]["words"] == "Trust came second." and len(letters("event_final")) == 1


def test_a_new_objection_waits_for_a_new_answer(theme: EventTheme, invitation: EventInvitation, olive: User) -> None:
    checking.send(theme.event, days=5, by=olive)
    checking.check(invitation, verdict="wrong", words="Trust came second.", by=None)
    checking.reply(EventCheck.objects.get(), words="It came first.", by=olive)
    checking.check(invitation, verdict="wrong", words="No, second!", by=None)
    assert checking.left_to_do(theme.event) == ["1 objection waits for your answer."]


CHANGED = "The text has changed since the projects were sent it. Send the draft again."


def test_a_remark_about_one_theme_lets_no_other_theme_change(
    theme: EventTheme, invitation: EventInvitation, olive: User
) -> None:
    event = theme.event
    other = EventTheme.objects.create(event=event, name="Buses", position=1, words="The last bus goes at six.")
    checking.send(event, days=3, by=olive)
    checking.check(invitation, verdict="remark", words="Say when.", by=None)
    checking.write(other, words="Nobody came by bus.", quoted=[], by=olive)
    checking.reply(EventCheck.objects.get(), words="We will.", by=olive)
    with time_machine.travel(timezone.now() + timedelta(days=15), tick=False):
        assert checking.left_to_do(event) == [CHANGED]
        with pytest.raises(Refused, match="Send the draft again"):
            checking.make_final(event, by=olive)
        checking.write(other, words="The last bus goes at six.", quoted=[], by=olive)
        assert checking.make_final(event, by=olive).text[1]["words"] == "The last bus goes at six."


def test_words_that_nobody_checked_are_sent_again(theme: EventTheme, invitation: EventInvitation, olive: User) -> None:
    checking.send(theme.event, days=5, by=olive)
    checking.check(invitation, verdict="right", words="", by=None)
    checking.write(theme, words="Nobody came.", quoted=[], by=olive)
    with pytest.raises(Refused, match="Send the draft again"):
        checking.make_final(theme.event, by=olive)
    checking.send(theme.event, days=5, by=olive)
    assert len(letters("event_draft")) == 2
    checking.check(invitation, verdict="right", words="", by=None)
    checking.make_final(theme.event, by=olive)
    assert [text.number for text in theme.event.texts.all()] == [3, 2, 1]


def test_silence_ends_with_the_last_day(theme: EventTheme, invitation: EventInvitation, olive: User) -> None:
    checking.send(theme.event, days=3, by=olive)
    with time_machine.travel(timezone.now() + timedelta(days=15), tick=False):
        with pytest.raises(Refused, match="The last day to check"):
            checking.check(invitation, verdict="right", words="", by=None)
        checking.make_final(theme.event, by=olive)


def test_who_was_not_there_reads_the_final_text_and_does_not_check_the_draft(
    theme: EventTheme, round_: Round, olive: User, door: Door
) -> None:
    lead = factories.make_person("Lee Lead")
    other = factories.make_grant(factories.make_application(round_, factories.make_organisation(lead), state="awarded"))
    absent = factories.make_event_invitation(theme.event, other, came=False)
    checking.send(theme.event, days=5, by=olive)
    here = f"/my/learning-events/{absent.pk}/"
    assert "Trust came first." not in door(lead).get(here).content.decode()
    with pytest.raises(Refused, match="were there check"):
        checking.check(absent, verdict="right", words="", by=lead)
    LearningEvent.objects.update(check_until=timezone.localdate() - timedelta(days=1))
    checking.make_final(theme.event, by=olive)
    assert "Trust came first." in door(lead).get(here).content.decode()


def test_the_final_text_never_changes_and_is_public_only_when_published(
    theme: EventTheme, olive: User, door: Door
) -> None:
    event = theme.event
    address = f"/learning/events/{event.slug}/"
    checking.send(event, days=5, by=olive)
    LearningEvent.objects.update(check_until=timezone.localdate() - timedelta(days=1))
    with pytest.raises(Refused, match="Only a final text"):
        checking.publish(event, by=olive)
    made = checking.make_final(event, by=olive)
    with pytest.raises(Refused):
        checking.write(theme, words="Other words.", quoted=[], by=olive)
    with pytest.raises(Refused, match="final"):
        carding.describe(theme.cards.get(), slot="", photo_words="", is_set_aside=True, by=olive)
    assert door(None).get(address).status_code == 404
    checking.publish(event, by=olive)
    EventTheme.objects.update(words="Changed behind its back")
    page = door(None).get(address).content.decode()
    assert "Trust came first." in page and "Changed behind" not in page and "1 card lay" in page
    assert len(made.sha256) == 64 and not any(
        grant.reference in page or str(grant.organisation) in page for grant in Grant.objects.all()
    )
    checking.take_down(event, by=olive)
    assert door(None).get(address).status_code == 404
