"""How an approach spreads: introductions without addresses on pages, steps that are added, and whose yes counts."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from applications.models import Grant
from fund import links, post
from fund.kit.states import Refused
from fund.models import Letter, Organisation, Role, User
from reporting import spreading
from reporting.models import LearningSummary, SpreadEvent, SpreadYes
from tests import factories
from tests.world import make_source, make_summary

Door = Callable[[User | None], Client]
ASKED = {"name": "Bo Buchan", "group": "Skye Walkers", "email": "bo@example.org", "words": "How did you begin?"}


@pytest.fixture(autouse=True)
def nobody_has_asked_yet() -> None:
    cache.clear()


@pytest.fixture
def grant(group: Organisation) -> Grant:
    return factories.make_grant(factories.make_application(factories.make_round(), group, state="awarded"))


@pytest.fixture
def summary(grant: Grant, lena: User) -> LearningSummary:
    report = factories.make_report(grant, state="accepted")
    facts = {"published_at": timezone.now(), "approved_by": lena}
    return make_summary(grant, report, "walking", "published", **facts)


def ask(summary: LearningSummary, kind: str = "enquiry", grant: Grant | None = None, **facts: str) -> SpreadEvent:
    chosen = grant or summary.grant
    assert chosen is not None
    return spreading.ask(summary, chosen, kind=kind, **{**ASKED, **facts})


def said(letter: Letter) -> str:
    """The words of a letter without its line breaks."""
    return " ".join(letter.text.split())


def step(grant: Grant, kind: str = "adopted", days: int = 0, **facts: object) -> SpreadEvent:
    told = timezone.now() - timedelta(days=days)
    return SpreadEvent.objects.create(grant=grant, kind=kind, group="Skye Walkers", told_at=told, **facts)


def yes(event: SpreadEvent, *sides: str) -> None:
    for side in sides:
        SpreadYes.objects.create(event=event, side=side)


# Asking and trying ----------------------------------------------------------------------------------------------------


def test_whoever_asks_is_introduced_by_a_named_person(summary: LearningSummary, door: Door, ann: User) -> None:
    sent = door(None).post(reverse("reporting:talk-to-them", args=["walking"]), ASKED)
    assert (sent.status_code, sent.url) == (302, "/learning/walking/")
    event = SpreadEvent.objects.get()
    assert (event.kind, event.grant, event.summary, event.name, event.email) == (
        "enquiry", summary.grant, summary, "Bo Buchan", "bo@example.org",
    )  # fmt: skip
    to_ann, to_bo = Letter.objects.order_by("pk")
    assert (to_ann.kind, to_ann.to, to_ann.reply_to) == ("spread_introduction", ann, "bo@example.org")
    assert "May I introduce Bo Buchan of Skye Walkers?" in said(to_ann)
    assert "How did you begin?" in said(to_ann)
    assert "Lena Learning" in said(to_ann)
    assert (to_bo.kind, to_bo.address, to_bo.reply_to, to_bo.is_secret) == ("spread_copy", "bo@example.org", "", True)
    assert "ann@example.org" not in to_bo.text + to_bo.html


def test_an_answer_goes_to_whoever_asked(summary: LearningSummary, mailoutbox: list[mail.EmailMessage]) -> None:
    ask(summary)
    post.sweep()
    assert [(one.to, one.reply_to) for one in mailoutbox] == [
        (["ann@example.org"], ["bo@example.org"]),
        (["bo@example.org"], []),
    ]


def test_trying_needs_no_words_and_is_another_step(summary: LearningSummary, door: Door) -> None:
    door(None).post(reverse("reporting:try-this", args=["walking"]), {**ASKED, "words": ""})
    assert SpreadEvent.objects.get().kind == "test_started"
    assert "They are trying what Leith Lungs did" in said(Letter.objects.get(kind="spread_introduction"))


def test_no_address_stands_on_a_page(summary: LearningSummary, door: Door, ann: User, olive: User) -> None:
    ask(summary)
    pages = [
        door(None).get("/learning/walking/"),
        door(None).get(reverse("reporting:talk-to-them", args=["walking"])),
        door(ann).get(reverse("reporting:grant-spread", args=[summary.grant_id])),
        door(olive).get(reverse("reporting:spread")),
    ]
    for page in pages:
        assert page.status_code == 200
        text = page.content.decode().replace(f'"Your account: </span>{ann}', "")
        assert "bo@example.org" not in text
        assert "ann@example.org" not in text


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("name", "Enter your name"),
        ("group", "Enter your group"),
        ("email", "Enter your e-mail address"),
        ("words", "Write what you want to ask"),
    ],
)
def test_what_is_missing_is_said(summary: LearningSummary, door: Door, missing: str, words: str) -> None:
    page = door(None).post(reverse("reporting:talk-to-them", args=["walking"]), {**ASKED, missing: ""})
    assert page.status_code == 422
    assert words in page.content.decode()
    assert SpreadEvent.objects.count() == Letter.objects.count() == 0


def test_nobody_can_flood_an_address(summary: LearningSummary, door: Door) -> None:
    browser, address = door(None), reverse("reporting:talk-to-them", args=["walking"])
    told = [browser.post(address, ASKED).status_code for _ in range(7)]
    assert told == [302] * 5 + [429] * 2
    assert SpreadEvent.objects.count() == 5
    assert "That was too often" in browser.post(address, ASKED).content.decode()


def test_each_project_of_a_summary_of_many_can_be_asked(summary: LearningSummary, door: Door) -> None:
    reports = [factories.make_report(factories.make_grant()) for _ in range(3)]
    whole = make_summary(None, reports[0], "all", "published", scope="round", round=summary.grant.round)
    make_source(whole, reports[1])
    told = [report.grant for report in reports[:2]]

    html = door(None).get("/learning/all/").content.decode()
    assert html.count(">Talk to them<") == html.count(">We are trying this<") == 2
    for grant in told:
        for way, kind in (("talk", "enquiry"), ("try", "test_started")):
            address = f"/learning/all/{way}/{grant.reference}/"
            assert f'href="{address}"' in html
            assert grant.organisation.name in door(None).get(address).content.decode()
            assert door(None).post(address, {**ASKED, "email": f"{way}@example.org"}).status_code == 302
            event = SpreadEvent.objects.latest("pk")
            assert (event.grant, event.summary, event.kind) == (grant, whole, kind)

    assert door(None).get(f"/learning/all/talk/{reports[2].grant.reference}/").status_code == 404
    assert door(None).get("/learning/all/talk/")["location"] == "/learning/all/#spread"
    with pytest.raises(Refused, match="no longer draws on the project"):
        ask(whole, grant=reports[2].grant)
    whole.statements.update(is_dropped=True)
    with pytest.raises(Refused, match="no longer draws on the project"):
        ask(whole, grant=told[0])


def test_only_a_published_summary_can_be_asked_about(summary: LearningSummary, door: Door) -> None:
    assert "Talk to them" in door(None).get("/learning/walking/").content.decode()
    with pytest.raises(Refused, match="talk, or try"):
        ask(summary, "adopted")
    LearningSummary.objects.filter(pk=summary.pk).update(state="archived", archived_on=timezone.localdate())
    assert "Talk to them" not in door(None).get("/learning/walking/").content.decode()
    assert door(None).get("/learning/walking/talk/").status_code == 404
    summary.refresh_from_db()
    with pytest.raises(Refused, match="not shown any more"):
        ask(summary)


def test_where_a_project_has_nobody_the_fund_is_asked(db: None, olive: User, lena: User) -> None:
    grant = Grant.objects.create(organisation=factories.make_organisation(), reference="PAST-1", state="past")
    ask(make_summary(grant, factories.make_report(), "old", "published"))
    to_olive, to_bo = Letter.objects.order_by("pk")
    assert (to_olive.to, to_olive.kind) == (olive, "spread_introduction")
    assert "Please find somebody who can answer" in said(to_olive)
    assert "our own people look for somebody" in said(to_bo)


def test_letters_and_the_step_are_one_fact(summary: LearningSummary) -> None:
    """An address that no letter reaches stops the step as well."""
    with pytest.raises(Refused, match="not one e-mail address"):
        ask(summary, email="bo@example.org eve@example.org")
    assert SpreadEvent.objects.count() == Letter.objects.count() == 0


# One's own link -------------------------------------------------------------------------------------------------------


def test_whoever_asked_tells_later_what_came_of_it(summary: LearningSummary, door: Door, ann: User) -> None:
    first = ask(summary)
    page = "/t/" + links.make("spread", first, by=None) + "/"
    assert door(None).get(page).status_code == 200
    assert SpreadEvent.objects.count() == 1
    assert door(None).post(page, {"kind": "adopted"}).status_code == 302
    event = SpreadEvent.objects.get(kind="adopted")
    assert (event.follows, event.group, event.summary) == (first, "Skye Walkers", summary)
    assert [one.side for one in event.yeses.all()] == ["adopter"]
    assert Letter.objects.filter(kind="spread_to_confirm", to=ann).count() == 1
    assert "Took it up" in door(None).get(page).content.decode()


def test_who_stops_says_why(summary: LearningSummary, door: Door) -> None:
    first = ask(summary, "test_started")
    page = "/t/" + links.make("spread", first, by=None) + "/"
    refused = door(None).post(page, {"kind": "stopped"})
    assert (refused.status_code, "Say why" in refused.content.decode()) == (422, True)
    with pytest.raises(Refused, match="Say why"):
        spreading.tell(first, kind="stopped")
    with pytest.raises(IntegrityError), transaction.atomic():
        SpreadEvent.objects.create(grant=first.grant, kind="stopped")
    assert door(None).post(page, {"kind": "stopped", "reason": "lone_working"}).status_code == 302
    assert SpreadEvent.objects.get(kind="stopped").reason == "lone_working"


def test_a_step_is_not_to_come_and_not_made_up(summary: LearningSummary) -> None:
    first = ask(summary)
    with pytest.raises(Refused, match="today or a day before"):
        spreading.tell(first, kind="adopted", on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(Refused, match="Choose what has happened"):
        spreading.tell(first, kind="policy_use")


def test_whoever_tries_is_asked_how_it_goes_at_each_mark_until_they_stop(summary: LearningSummary) -> None:
    first, asks = ask(summary, "test_started"), ask(summary, "enquiry")
    Letter.objects.all().delete()

    def after(days: int) -> int:
        return spreading.remind(timezone.localdate() + timedelta(days=days))

    assert [after(days) for days in (29, 30, 31, 89, 90, 90, 180, 364, 365, 900)] == [0, 1, 0, 0, 1, 0, 1, 0, 1, 0]
    letters = list(Letter.objects.order_by("pk"))
    assert {(one.kind, one.address, one.is_secret, one.about) for one in letters} == {
        ("spread_how_it_goes", "bo@example.org", True, first)
    }
    assert asks.later.count() == 0


def test_who_stopped_is_not_asked_again(summary: LearningSummary) -> None:
    spreading.tell(ask(summary, "test_started"), kind="stopped", reason="money")
    assert spreading.remind(timezone.localdate() + timedelta(days=40)) == 0


# Whose yes counts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sides", "counts"),
    [((), 0), (("adopter",), 0), (("source",), 0), (("adopter", "source"), 1), (("fund",), 1)],
)
def test_an_adoption_counts_when_both_or_the_fund_say_so(grant: Grant, sides: tuple[str, ...], counts: int) -> None:
    event = step(grant)
    yes(event, *sides)
    assert SpreadEvent.objects.counted().count() == counts
    assert SpreadEvent.objects.waiting().count() == 1 - counts


def test_asking_and_trying_need_nobody_s_yes(grant: Grant, olive: User) -> None:
    event = step(grant, "test_started")
    assert SpreadEvent.objects.counted().get() == event
    with pytest.raises(Refused, match="needs nobody’s yes"):
        spreading.confirm(event, side="fund", by=olive)


def test_the_fund_waits_thirty_days(grant: Grant, olive: User) -> None:
    with pytest.raises(Refused, match="30 days"):
        spreading.confirm(step(grant, days=29), side="fund", by=olive)
    event = step(grant, days=30)
    assert spreading.confirm(event, side="fund", by=olive) == spreading.confirm(event, side="fund", by=olive)
    assert SpreadYes.objects.get().by == olive


def test_the_same_group_only_extends(summary: LearningSummary) -> None:
    assert ask(summary, "test_started", group="LEITH LUNGS").kind == "extension"
    assert ask(summary, "enquiry", group="Leith Lungs").kind == "enquiry"
    first = ask(summary, "test_started")
    own = spreading.tell(SpreadEvent.objects.get(kind="enquiry"), kind="adopted")
    assert (own.kind, spreading.tell(first, kind="adopted").kind) == ("extension", "adopted")


def test_a_download_is_no_step() -> None:
    assert {"read", "download"} & set(SpreadEvent.Kind.values) == set()


def test_the_order_of_the_steps_is_that_of_a_spread() -> None:
    assert SpreadEvent.Kind.values[:11] == [
        "saved", "enquiry", "conversation", "visit", "adaptation_planned", "test_started", "adopted",
        "sustained_6m", "sustained_12m", "sustained_24m", "spread_on",
    ]  # fmt: skip


# The group's page and the officers' -----------------------------------------------------------------------------------


def test_the_group_says_yes_and_sees_who_asked(grant: Grant, door: Door, ann: User) -> None:
    event = step(grant)
    yes(event, "adopter")
    page = door(ann).get(reverse("reporting:grant-spread", args=[grant.pk])).content.decode()
    assert "Skye Walkers" in page
    assert "Yes, this is so" in page
    door(ann).post(reverse("reporting:confirm-own-spread", args=[event.pk]))
    assert SpreadEvent.objects.counted().get() == event
    assert (
        "You said that this is so" in door(ann).get(reverse("reporting:grant-spread", args=[grant.pk])).content.decode()
    )


def test_who_only_looks_on_for_the_group_says_nothing_for_it(grant: Grant, door: Door) -> None:
    viewer = factories.make_member(grant.organisation, "Vi Viewer", "viewer").user
    event = step(grant)
    assert (
        "Yes, this is so" not in door(viewer).get(reverse("reporting:grant-spread", args=[grant.pk])).content.decode()
    )
    assert door(viewer).post(reverse("reporting:confirm-own-spread", args=[event.pk])).status_code == 403
    assert SpreadYes.objects.count() == 0


def test_another_group_s_steps_are_not_found(grant: Grant, door: Door, nia: User) -> None:
    event = step(grant)
    assert door(nia).get(reverse("reporting:grant-spread", args=[grant.pk])).status_code == 404
    assert door(nia).post(reverse("reporting:confirm-own-spread", args=[event.pk])).status_code == 404
    assert SpreadEvent.objects.visible_to(nia).count() == 0


def test_home_says_how_many_groups_asked(grant: Grant, door: Door, ann: User) -> None:
    assert "asked about your work" not in door(ann).get("/my/").content.decode()
    step(grant, "enquiry")
    step(grant, "test_started")
    assert "1 group asked about your work or tries it" in door(ann).get("/my/").content.decode()
    SpreadEvent.objects.create(grant=grant, kind="enquiry", group="Mull Movers")
    SpreadEvent.objects.create(grant=grant, kind="adopted", group="Not Confirmed")
    assert "2 groups asked about your work or try it" in door(ann).get("/my/").content.decode()


def test_officers_write_down_what_they_learn_of(grant: Grant, door: Door, olive: User, ann: User) -> None:
    address = reverse("reporting:record-spread", args=[grant.pk])
    wrong = door(olive).post(address, {"kind": "adopted"})
    assert (wrong.status_code, "Enter the group that took it up" in wrong.content.decode()) == (422, True)
    facts = {"kind": "continuation_funding", "group": "The council", "amount": "£4,000", "on": "1/2/2026"}
    assert door(olive).post(address, facts).url == "/fund/spread/"
    event = SpreadEvent.objects.get()
    assert (event.kind, event.amount, event.told_by, event.yeses.count()) == ("continuation_funding", 4000, olive, 0)
    assert "£4,000" in door(olive).get("/fund/spread/").content.decode()
    assert Letter.objects.count() == 0
    door(olive).post(address, {"kind": "adopted", "group": "Skye Walkers"})
    assert Letter.objects.get().to == ann


def test_the_officers_list_costs_the_same_for_one_and_for_three(grant: Grant, door: Door, olive: User) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert door(olive).get(reverse("reporting:spread")).status_code == 200
        return len(queries)

    yes(step(grant), "adopter")
    cost()
    one = cost()
    for _ in range(2):
        yes(step(grant), "adopter")
    assert cost() == one


def test_who_scores_bids_sees_no_spread_even_as_an_officer(grant: Grant, door: Door, olive: User) -> None:
    step(grant)
    Role.objects.create(user=olive, fund=grant.round.fund, kind="assessor")
    assert door(olive).get(reverse("reporting:spread")).status_code == 403
    assert SpreadEvent.objects.visible_to(olive).count() == 0
