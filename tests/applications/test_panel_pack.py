"""The panel's pack: all bids of a round that are open to a member, as one PDF, drawn anew only where it changed."""

import io
from collections.abc import Callable

import pikepdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications import assessing, redacting
from applications.models import Application, BidPaper, Pack
from applications.packs import packing
from fund.kit import history, jobs, pdf
from fund.models import Job, Membership, Question, Round, StoredFile, User
from tests import factories
from tests.applications.test_bid_papers import body, points_in
from tests.fund.test_joining import faults_of_tags
from tests.fund.test_pdf import problems, texts

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Door = Callable[[User | None], Client]
Work = Callable[[], None]


def make_bids(round_: Round, number: int, pat: User, said: str = "none") -> list[Application]:
    bids = [factories.make_application(round_, state="in_assessment") for _ in range(number)]
    for bid in bids:
        assessing.declare_for_panel(bid, by=pat, kind=said)
    return bids


def at(round_: Round) -> str:
    return reverse("applications:panel-pack", args=[round_.slug])


def the_file(browser: Client) -> bytes:
    return body(browser.get(reverse("applications:panel-pack-file", args=[Pack.objects.get().pk])))


@pytest.mark.parametrize("large", [False, True])
def test_a_pack_holds_all_open_bids_and_can_be_read_by_a_screen_reader(
    round_: Round, pat: User, sam: User, door: Door, work: Work, large: bool
) -> None:
    bids = make_bids(round_, 3, pat)
    factories.make_assessment(bids[0], sam, state="handed_in", scores=(3, None, 5))
    browser = door(pat)

    browser.post(at(round_), {"large": "yes"} if large else {})
    work()

    made = the_file(browser)
    words = texts(made)
    assert problems(made) == [] and faults_of_tags(made) == []
    assert min(points_in(made)) == (18 if large else 9)
    assert "3 bids in this pack." in words and "closed for you" not in words
    assert words.count("People with lung disease walk together") == 3
    assert "Assessor 1: 4.00" in words and "Sam Assessor" not in words
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert str(opened.docinfo.Title) == f"Bids before the panel: {round_.name}"
        with opened.open_outline() as outline:
            assert [item.title for item in outline.root[1:]] == [f"{bid.reference} {bid.title}" for bid in bids]


@pytest.mark.slow
def test_the_contents_name_the_page_on_which_each_bid_begins(round_: Round, pat: User, door: Door, work: Work) -> None:
    bids = make_bids(round_, 45, pat)
    packing.ask_for(pat, "panel", round_=round_)
    work()

    with pikepdf.open(io.BytesIO(the_file(door(pat)))) as opened:
        sheets = list(opened.pages)
        links = [note for sheet in sheets for note in sheet.obj.get("/Annots", []) if "/Dest" in note]
        places = {sheet.obj.objgen: number for number, sheet in enumerate(sheets, 1)}
        starts = [places[note.Dest[0].objgen] for note in links]
    papers = [paper.pages for paper in BidPaper.objects.order_by("application__reference")]
    own = len(sheets) - sum(papers)
    assert own > 1
    expected = [own + 1 + sum(papers[:place]) for place in range(len(bids))]
    assert list(dict.fromkeys(starts)) == expected
    words = texts(the_file(door(pat)))
    assert f"{bids[-1].reference} {bids[-1].title} {expected[-1]}" in words


def test_closed_bids_are_left_out_and_counted_without_a_reason(
    round_: Round, pat: User, door: Door, work: Work
) -> None:
    open_ones = make_bids(round_, 2, pat)
    closed = make_bids(round_, 3, pat, said="work")
    unsaid = [factories.make_application(round_, state="in_assessment")]
    browser = door(pat)
    browser.post(at(round_))
    work()

    words, page = texts(the_file(browser)), browser.get(at(round_)).content.decode()

    for text in (words, page):
        assert "3 bids are closed for you." in text
    assert (
        "1 bid is not in it yet, because you have not said whether you have ties." in words
        and "1 bid is left out" in page
    )
    for bid in [*closed, *unsaid]:
        assert bid.reference not in words
    for bid in open_ones:
        assert bid.reference in words
    for reason in ("work or volunteer", "conflict", "advised"):
        assert reason not in words


def test_each_member_gets_their_own_pack_out_of_the_same_parts(
    round_: Round, pat: User, door: Door, work: Work
) -> None:
    bids = make_bids(round_, 2, pat)
    peg = factories.make_person("Peg Panel", "panel", email="peg@example.org")
    assessing.declare_for_panel(bids[0], by=peg, kind="none")
    assessing.declare_for_panel(bids[1], by=peg, kind="money")
    for member in (pat, peg):
        packing.ask_for(member, "panel", round_=round_)
    work()

    assert sorted(len(pack.bids) for pack in Pack.objects.all()) == [1, 2]
    assert BidPaper.objects.count() == 2
    his = Pack.objects.get(reader=pat)
    assert door(peg).get(reverse("applications:panel-pack-file", args=[his.pk])).status_code == 404


def test_a_tie_closes_the_pack_at_once(round_: Round, pat: User, door: Door, work: Work) -> None:
    bids = make_bids(round_, 2, pat)
    packing.ask_for(pat, "panel", round_=round_)
    work()
    address = reverse("applications:panel-pack-file", args=[Pack.objects.get().pk])
    browser = door(pat)
    assert browser.get(address).status_code == 200

    assessing.declare_for_panel(bids[0], by=pat, kind="own")

    answer = browser.get(address)
    assert answer.status_code == 409 and bids[0].reference not in answer.content.decode()


@pytest.mark.parametrize("what", ["redaction", "round"])
def test_a_pack_from_before_something_was_taken_out_is_not_given_out(
    round_: Round, pat: User, olive: User, door: Door, work: Work, what: str
) -> None:
    (bid,) = make_bids(round_, 1, pat)
    browser = door(pat)

    def make_and_ask() -> int:
        packing.ask_for(pat, "panel", round_=round_)
        work()
        return ask()

    def ask() -> int:
        address = reverse("applications:panel-pack-file", args=[Pack.objects.get().pk])
        return browser.get(address).status_code

    assert make_and_ask() == 200
    if what == "redaction":
        question = Question.objects.get(code="what", section__questionnaire__round=round_)
        redacting.redact(bid, str(question.pk), words="Walks.", why="It names a person", by=olive)
    else:
        round_.names_hidden_from_panel = True
        history.save(round_, by=olive, fields=["names_hidden_from_panel"])
    assert ask() == 409
    assert make_and_ask() == 200
    made = texts(the_file(browser))
    assert "Weekly walks led by peers." not in made if what == "redaction" else bid.organisation.name not in made


def test_only_what_changed_is_drawn_anew(round_: Round, pat: User, door: Door, work: Work) -> None:
    bids = make_bids(round_, 3, pat)

    def make_again() -> tuple[list[int], int]:
        packing.ask_for(pat, "panel", round_=round_)
        work()
        return list(BidPaper.objects.order_by("application").values_list("pk", flat=True)), Pack.objects.get().pk

    papers, pack = make_again()
    assert make_again() == (papers, pack)  # nothing changed: no part and no whole is drawn

    Application.objects.filter(pk=bids[1].pk).update(summary="We swim.")
    changed, other_pack = make_again()

    assert [before == after for before, after in zip(papers, changed, strict=True)] == [True, False, True]
    assert other_pack != pack and "We swim." in texts(the_file(door(pat)))
    assert StoredFile.objects.count() == 4  # three parts and one pack, none left behind


def test_the_job_says_how_far_it_is(round_: Round, pat: User, door: Door) -> None:
    make_bids(round_, 3, pat)
    job = packing.ask_for(pat, "panel", round_=round_)
    steps: list[tuple[int, int]] = []

    made = packing.make(pat, "panel", round_=round_, large=False, say=lambda done, of: steps.append((done, of)))

    assert steps == [(1, 3), (2, 3), (3, 3)] and made is not None
    Job.objects.filter(pk=job.pk).update(state="running", done_steps=2, all_steps=3)
    assert "2 of 3 bids" in door(pat).get(at(round_)).content.decode()
    part = door(pat).get(at(round_), headers={"HX-Request": "true"}).content.decode()
    assert "2 of 3 bids" in part and "<html" not in part


def test_a_job_whose_bids_all_closed_meanwhile_makes_nothing(round_: Round, pat: User, work: Work) -> None:
    (bid,) = make_bids(round_, 1, pat)
    job = packing.ask_for(pat, "panel", round_=round_)
    assessing.declare_for_panel(bid, by=pat, kind="own")

    jobs.run(job.pk)

    assert not Pack.objects.exists() and Job.objects.get(pk=job.pk).state == "done"


@pytest.mark.parametrize("how", ["role", "account", "own group"])
def test_somebody_who_may_no_longer_read_gets_no_pack_from_a_job_that_waits(
    round_: Round, pat: User, door: Door, work: Work, how: str
) -> None:
    (bid,) = make_bids(round_, 1, pat)
    door(pat).post(at(round_), {})
    if how == "role":
        pat.roles.all().delete()
    elif how == "account":
        User.objects.filter(pk=pat.pk).update(is_active=False)
    else:
        Membership.objects.create(organisation=bid.organisation, user=pat, kind="editor")
    work()
    assert not Pack.objects.exists()


def test_without_a_bid_there_is_no_pack(round_: Round, pat: User, door: Door) -> None:
    factories.make_application(round_, state="in_assessment")
    answer = door(pat).post(at(round_))
    assert answer.status_code == 409 and "whether there are ties" in answer.content.decode()
    assert "No bid is open to you yet." in door(pat).get(at(round_)).content.decode()


def test_names_that_the_panel_does_not_see_are_not_in_the_pack(
    round_: Round, pat: User, door: Door, work: Work
) -> None:
    bids = make_bids(round_, 2, pat)
    Round.objects.filter(pk=round_.pk).update(names_hidden_from_panel=True)
    packing.ask_for(pat, "panel", round_=round_)
    work()
    made = the_file(door(pat))
    assert all(bid.organisation.name not in texts(made) for bid in bids)
    assert pdf.pages(made) == Pack.objects.get().pages


def test_the_page_asks_the_database_as_often_for_many_bids(round_: Round, pat: User, door: Door) -> None:
    browser, asked = door(pat), []
    for more in (1, 2, 7):
        make_bids(round_, more, pat)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(at(round_)).status_code == 200
        asked.append(len(seen))
    assert len(set(asked)) == 1, asked
