"""Judging without a mouse: an assessor on a phone, and a meeting in which two screens follow the chair."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from applications import assessing
from applications.models import Application, Assessment, Decision, Meeting
from fund.models import Organisation, Round, User
from tests import factories
from tests.e2e.keys import Keys
from tests.e2e.looking import complaints

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SAVED = re.compile(r"^Saved \d{2}:\d\d")


@pytest.fixture
def bid(round_: Round, group: Organisation, ann: User) -> Application:
    return factories.make_application(round_, group, state="in_assessment", by=ann)


def saved(page: Any) -> None:
    page.get_by_text(SAVED).wait_for()


def say(keys: Keys, round_: Round, *, but_last: bool = False) -> None:
    """Score each criterion, with a few words for it."""
    criteria = list(round_.criteria.all())
    for criterion in criteria[:-1] if but_last else criteria:
        keys.choose(f"score_{criterion.pk}", "4")
        keys.type(f"strong_{criterion.pk}", "Led by people who live with it.")


def test_an_assessor_reads_scores_and_hands_in_on_a_phone_by_keyboard_alone(
    browse: Callable[..., Any], bid: Application, round_: Round, sam: User
) -> None:
    row = factories.make_assessment(bid, sam, state="assigned")
    keys = Keys(browse(sam, 320))
    keys.go("/assess/")
    keys.enter(keys.link("Walking back to wellness"))
    keys.choose("kind", "none")
    keys.enter(keys.button("Go on"))
    say(keys, round_, but_last=True)
    saved(keys.page)

    # The window is closed in mid-sentence, and another one goes on where it ended.
    last = round_.criteria.last()
    keys.choose(f"score_{last.pk}", "3")
    keys.type(f"stronger_{last.pk}", "Say who looks after")
    keys.page.close()
    later = Keys(browse(sam, 320))
    later.go(f"/assess/{row.pk}/")
    later.page.wait_for_function("name => document.getElementsByName(name)[0].value !== ''", arg=f"stronger_{last.pk}")
    assert later.named(f"stronger_{last.pk}").input_value() == "Say who looks after"

    # Handing in with a fault leads to it; then it is in.
    later.choose(f"score_{last.pk}", "unknown")
    first = round_.criteria.first()
    later.type(f"strong_{first.pk}", " ")
    later.enter(later.button("Hand in"))
    assert later.here() == "error-summary"
    later.type(f"strong_{first.pk}", "Led by people who live with it.")
    later.enter(later.button("Hand in"))
    row = Assessment.objects.get(pk=row.pk)
    assert (row.state, row.mark) == ("handed_in", 4.0)


def test_a_second_window_of_a_reader_is_told_and_overwrites_nothing(
    browse: Callable[..., Any], bid: Application, round_: Round, sam: User
) -> None:
    row = factories.make_assessment(bid, sam)
    first, second = browse(sam), browse(sam)
    for page in (first, second):
        page.goto(f"/assess/{row.pk}/")
    box = f'[name="strong_{round_.criteria.first().pk}"]'
    first.locator(box).fill("From the first window.")
    saved(first)
    second.locator(box).fill("From the second window.")
    second.get_by_text("You wrote here on another page too").wait_for()
    with second.expect_navigation():
        second.get_by_role("button", name="Save").click()
    assert "From the first window." in second.inner_text("main")
    assert second.locator(box).input_value() == "From the second window."
    assert complaints(second) == []


@pytest.fixture
def members(pat: User) -> tuple[User, User]:
    return pat, factories.make_person("Mia Member", "panel")


@pytest.fixture
def meeting(round_: Round, bid: Application, members: tuple[User, User], olive: User) -> Meeting:
    for score in (3, 5):
        factories.make_assessment(bid, factories.make_person(), state="handed_in", scores=(score,) * 3)
    factories.make_application(round_, state="in_assessment", title="The second project")
    meeting = factories.make_meeting(round_, chair=olive, members=members)
    from applications.meeting import add_bids  # noqa: PLC0415  (the name of the fixture hides the module)

    add_bids(meeting, by=olive)
    return meeting


def test_two_screens_follow_the_chair_without_a_reload(
    browse: Callable[..., Any], meeting: Meeting, bid: Application, members: tuple[User, User], olive: User
) -> None:
    pat, mia = members
    assessing.declare_for_panel(bid, by=mia, kind="family")
    chair, phone, tied = Keys(browse(olive, 320)), Keys(browse(pat, 320)), browse(mia, 320)
    phone.go(f"/panel/meetings/{meeting.pk}/")
    tied.goto(f"/panel/meetings/{meeting.pk}/")
    chair.go(f"/panel/meetings/{meeting.pk}/chair/")

    # Whoever left the page open before the meeting gets the button to say that they are here.
    phone.page.get_by_text("The meeting has not begun").wait_for()
    chair.enter(chair.button("Begin the meeting"))
    phone.page.get_by_text("Nothing is on the table").wait_for()
    phone.look()
    phone.enter(phone.button("I am here"))
    tied.get_by_role("button", name="I am here").click()
    tied.get_by_text("You are here").wait_for()
    chair.enter(chair.button("Next on the agenda"))

    # The phone asks first; the screen of the member with ties says only that something is closed.
    phone.page.get_by_text("Before this bid opens for you").wait_for()
    phone.look()
    phone.choose("kind", "none")
    assessing.declare_for_panel(bid, by=mia, kind="work")  # another member says something meanwhile
    phone.page.wait_for_timeout(3000)
    assert phone.page.get_by_label("No, I have no ties to this group").is_checked()
    phone.enter(phone.button("Go on"))
    assert "Walking back to wellness" in phone.page.inner_text("main")
    tied.get_by_text("This bid is closed for you").wait_for()
    assert "Walking back" not in tied.inner_text("main")
    assert complaints(tied) == []

    # What a member opened stays open while the page brings itself up to date.
    said = phone.page.locator("summary", has_text="Assessor 2").first
    phone.reach(said)
    phone.press("Enter")
    chair.choose("outcome", "award")
    chair.type("amount", "9,000")
    chair.type("reason", "Strong and fair.")
    chair.enter(chair.button("Record the decision"))
    phone.page.get_by_text("Award: £9,000").wait_for()
    phone.page.get_by_text("£9,000 awarded of £50,000").wait_for()
    phone.look()
    assert phone.page.locator("#said-2").evaluate("details => details.open")

    # Notes, a break, the next bid, the end, the minutes.
    chair.type("notes", "The walks are led by peers.")
    chair.enter(chair.button("Keep the notes"))
    chair.enter(chair.button("Have a break"))
    phone.page.get_by_text("Nothing is on the table").wait_for()
    phone.look()
    chair.enter(chair.button("Next on the agenda"))
    tied.get_by_text("Before this bid opens for you").wait_for()
    chair.enter(chair.button("End the meeting"))
    words = chair.page.inner_text("main")
    assert "The walks are led by peers." in words and "Left the room because of ties: Mia Member" in words
    assert "Pat Panel\n" in words and "Not there: Olive Officer" in words
    chair.enter(chair.button("Confirm the minutes"))
    phone.page.get_by_text("The meeting is over").wait_for()
    phone.look()
    assert Decision.objects.get().amount == 9000
    assert Meeting.objects.get().state == "confirmed"


@pytest.mark.parametrize(("minutes", "words"), [(3, r"^[4-5]:\d\d left$"), (9, r"^[1-2]:\d\d over the time$")])
def test_the_screen_counts_the_minutes_of_a_bid(
    browse: Callable[..., Any], meeting: Meeting, bid: Application, members: tuple[User, User], minutes: int, words: str
) -> None:
    pat, _ = members
    assessing.declare_for_panel(bid, by=pat, kind="none")
    item = meeting.agenda.get(application=bid)
    meeting.agenda.filter(pk=item.pk).update(opened_at=timezone.now() - timedelta(minutes=minutes))
    Meeting.objects.filter(pk=meeting.pk).update(on_table=item, minutes_each=8, state="running")
    page = browse(pat, 320)
    page.goto(f"/panel/meetings/{meeting.pk}/")
    clock = page.locator(".now__clock", has_text=re.compile(words))
    clock.wait_for()
    assert clock.evaluate("clock => clock.classList.contains('now__clock--over')") == (minutes > 8)
    assert complaints(page) == []


def test_the_register_of_ties_prints_as_a_table_alone(
    browse: Callable[..., Any], bid: Application, round_: Round, pat: User, olive: User
) -> None:
    assessing.declare_for_panel(bid, by=pat, kind="family", note="My sister runs it.")
    page = browse(olive)
    page.goto(f"/fund/rounds/{round_.slug}/ties/")
    page.emulate_media(media="print")
    for gone in (".fund-nav", ".fund-footer", ".crumbs"):
        assert not any(part.is_visible() for part in page.locator(gone).all()), gone
    table = page.get_by_role("table")
    assert table.is_visible() and "My sister runs it." in table.inner_text()
    assert page.locator(".table-scroll").evaluate("box => getComputedStyle(box).overflowX") == "visible"


def test_two_people_at_the_chair_s_desk_write_over_nothing(
    browse: Callable[..., Any], meeting: Meeting, bid: Application, olive: User, morag: User
) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(state="running", opened_at=timezone.now())
    chair, other, desk = Keys(browse(olive, 320)), Keys(browse(morag, 320)), f"/panel/meetings/{meeting.pk}/chair/"
    chair.go(desk)
    chair.enter(chair.button("Next on the agenda"))
    other.go(desk)
    chair.type("notes", "The walks are led by peers.")
    other.enter(other.button("Next on the agenda"))
    chair.page.get_by_text("The table has changed").wait_for()
    chair.look()
    assert chair.named("notes").input_value() == "The walks are led by peers."
    chair.enter(chair.button("Keep the notes"))
    assert f"{bid.reference} is not on the table any more" in chair.page.inner_text("main")
    chair.enter(chair.button("Keep these notes"))
    assert meeting.agenda.get(application=bid).notes == "The walks are led by peers."
    assert not meeting.agenda.exclude(application=bid).exclude(notes="").exists()


def test_without_script_a_link_shows_what_is_on_the_table(
    browse: Callable[..., Any], meeting: Meeting, bid: Application, members: tuple[User, User], olive: User
) -> None:
    pat, _ = members
    assessing.declare_for_panel(bid, by=pat, kind="none")
    plain = browse(pat, 320, java_script_enabled=False)
    plain.goto(f"/panel/meetings/{meeting.pk}/")
    assert "The meeting has not begun" in plain.inner_text("main")
    chair = browse(olive, java_script_enabled=False)
    chair.goto(f"/panel/meetings/{meeting.pk}/chair/")
    chair.get_by_role("button", name="Begin the meeting").click()
    plain.get_by_role("link", name="Show what is on the table now").click()
    plain.get_by_role("button", name="I am here").click()
    assert "You are here" in plain.inner_text("main")
    chair.get_by_role("button", name="Next on the agenda").click()
    plain.get_by_role("link", name="Show what is on the table now").click()
    assert "Walking back to wellness" in plain.inner_text("main")
