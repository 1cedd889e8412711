"""Score sheets on paper, their return codes, and how an officer types one in."""

import itertools
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from applications import assessing
from applications.models import AdviceNote, Application, Assessment, Pack, ReturnCode, SheetEntry
from applications.packs import codes, entering, packing, score_sheet
from fund.kit import pdf
from fund.kit.states import Refused
from fund.models import Anchor, Letter, Organisation, Role, Round, User
from tests import factories
from tests.applications.test_bid_papers import body, points_in
from tests.fund.test_joining import faults_of_tags
from tests.fund.test_pdf import problems, texts
from tests.world import a_pdf

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Door = Callable[[User | None], Client]
Work = Callable[[], None]


@pytest.fixture
def bid(round_: Round, group: Organisation, ann: User) -> Application:
    return factories.make_application(round_, group, state="in_assessment", by=ann)


@pytest.fixture
def reading(bid: Application, sam: User) -> Assessment:
    return factories.make_assessment(bid, sam)


def codes_of(assessment: Assessment) -> list[str]:
    rows = ReturnCode.objects.filter(assessment=assessment, kind="paper").order_by("issue", "page")
    return list(rows.values_list("code", flat=True))


def read_again(assessment: Assessment) -> Assessment:
    return Assessment.objects.get(pk=assessment.pk)


def at_codes(*wanted: str) -> str:
    return reverse("applications:type-sheet", args=["-".join(wanted)])


def filled(round_: Round, score: str = "4", **more: str) -> dict[str, str]:
    given = {"overall": "A good plan.", "confidence": "2", "version": "0", "page": "a1"}
    for criterion in round_.criteria.all():
        given[f"score_{criterion.pk}"], given[f"strong_{criterion.pk}"] = score, "Clear words."
    return {**given, **more}


# Codes ----------------------------------------------------------------------------------------------------------------


def test_one_wrong_letter_or_two_that_changed_places_are_always_found() -> None:
    for _ in range(20):
        code = codes.fresh()
        assert codes.is_good(code)
        for place, letter in itertools.product(range(codes.LENGTH), codes.LETTERS):
            if letter != code[place]:
                assert not codes.is_good(code[:place] + letter + code[place + 1 :])
        for one, other in itertools.combinations(range(codes.LENGTH), 2):
            if code[one] != code[other]:
                moved = list(code)
                moved[one], moved[other] = moved[other], moved[one]
                assert not codes.is_good("".join(moved))


def test_codes_have_no_letters_that_look_alike_and_make_no_words() -> None:
    assert not set(codes.LETTERS) & set("0O1IL2Z5S8BUVQDGAEIOU") - {"8"}
    assert len(codes.LETTERS) == len(set(codes.LETTERS)) == 19


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{1}", "{2}", "{1}\u00a0", "{3}"])
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    code = codes.fresh()
    shown = codes.shown(code)
    assert codes.read(typed.format(code, shown, shown.lower(), " ".join(code))) == code


def test_a_code_that_cannot_be_one_is_refused_with_what_is_wrong() -> None:
    code = codes.fresh()
    wrong = codes.LETTERS[(codes.LETTERS.index(code[0]) + 1) % 19] + code[1:]
    for typed, words in (
        (wrong, "one letter or digit is wrong"),
        (code[:7], "has 7"),
        (f"O{code[1:]}", "has “O” in it"),
    ):
        with pytest.raises(Refused, match=words):
            codes.read(typed)


def test_several_codes_are_read_with_commas_lines_or_gaps_each_once() -> None:
    one, two = codes.fresh(), codes.fresh()
    for typed in (f"{one}, {two}", f"{one}\n{codes.shown(two)}\n", f"{one} {two}", f"{one};{two},{one}"):
        assert codes.read_many(typed) == [one, two]
    assert codes.read_many(f"{one[:4]} {one[4:]}") == [one]


# The sheet ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("large", [False, True])
def test_a_sheet_asks_all_and_has_its_own_code_on_each_page(reading: Assessment, large: bool) -> None:
    made = score_sheet.issue(reading, large=large)
    words, given = texts(made), codes_of(reading)

    assert problems(made) == []
    assert not large or min(points_in(made)) == 18
    assert len(given) == pdf.pages(made) and len(set(given)) == len(given)
    for code in given:
        assert f"Return code {codes.shown(code)}" in words
    for criterion in reading.application.round.criteria.all():
        assert criterion.name in words
    asked = ["What is strong here?", "What would make it stronger?", "How sure are you", "Anything else"]
    asked += [reading.application.reference, "0 Nothing about it", "5 Clear, and shown with examples", "Fairly sure"]
    for each in [*asked, "I do not know enough"]:
        assert each in words
    assert "Sam Assessor" not in words and b"Sam" not in made


def test_three_criteria_with_guidance_fit_on_one_page(reading: Assessment) -> None:
    for criterion in reading.application.round.criteria.all():
        criterion.guidance = "How clear is what the group wants to do, and does it fit with what people need?"
        criterion.save()
        Anchor.objects.create(criterion=criterion, score=3, meaning="Mostly clear, some gaps")
    assert pdf.pages(score_sheet.issue(read_again(reading), large=False)) == 1


def test_the_same_sheet_keeps_its_codes_and_another_gets_new_ones(reading: Assessment) -> None:
    first, again = (score_sheet.issue(read_again(reading), large=False) for _ in range(2))
    before = codes_of(reading)
    assert texts(first) == texts(again)

    Round.objects.filter(pk=reading.application.round_id).update(ask_strong="What convinces you?")
    third = score_sheet.issue(read_again(reading), large=False)

    after = codes_of(reading)
    assert after[: len(before)] == before and len(after) == 2 * len(before)
    assert codes.shown(after[-1]) in texts(third) and codes.shown(before[0]) not in texts(third)


@pytest.mark.parametrize(
    ("facts", "there", "gone"),
    [
        ({"judged_by": "pass_fail", "min_score": 0, "max_score": 1}, "Pass Fail", "0 Nothing"),
        ({"judged_by": "yes_no_maybe", "min_score": 0, "max_score": 2}, "Yes Maybe No", "0 Nothing"),
        ({"judged_by": "ranking"}, "put your bids in order", "I do not know enough"),
        ({"max_score": 100}, "Your score from 0 to 100", "98 99"),
    ],
)
def test_the_sheet_follows_how_the_round_is_judged(
    reading: Assessment, facts: dict[str, object], there: str, gone: str
) -> None:
    Round.objects.filter(pk=reading.application.round_id).update(**facts)
    words = texts(score_sheet.issue(read_again(reading), large=False))
    assert there in words and gone not in words


# The pack -------------------------------------------------------------------------------------------------------------


def test_the_pack_holds_each_open_bid_with_a_sheet_behind_it(
    reading: Assessment, round_: Round, sam: User, door: Door, work: Work
) -> None:
    second = factories.make_assessment(factories.make_application(round_, state="in_assessment"), sam)
    unsaid = factories.make_assessment(factories.make_application(round_, state="in_assessment"), sam, state="assigned")
    closed = factories.make_assessment(factories.make_application(round_, state="in_assessment"), sam)
    assessing.declare(closed, by=sam, kind="work")
    browser = door(sam)

    assert browser.post(reverse("applications:make-offline")).status_code == 302
    work()

    page = browser.get(reverse("applications:offline")).content.decode()
    pack = Pack.objects.get()
    assert "2 bids, " in page and "1 bid is closed for you." in page and "1 bid is left out" in page
    made = body(browser.get(reverse("applications:offline-pack", args=[pack.pk])))
    words = texts(made)
    assert problems(made) == [] and faults_of_tags(made) == []
    for there in (reading, second):
        assert there.application.reference in words
        assert all(f"Return code {codes.shown(code)}" in words for code in codes_of(there))
    for gone in (unsaid, closed):
        assert gone.application.reference not in words and codes_of(gone) == []
    assert "1 bid is closed for you." in words and "1 bid is not in it yet, because" in words
    order = [words.rindex(each) for each in (reading.application.reference, second.application.reference)]
    assert order == sorted(order)


def test_a_tie_closes_the_whole_pack_until_it_is_made_anew(
    reading: Assessment, round_: Round, sam: User, door: Door, work: Work
) -> None:
    other = factories.make_assessment(factories.make_application(round_, state="in_assessment"), sam)
    browser = door(sam)
    packing.ask_for(sam, "assessor")
    work()
    address = reverse("applications:offline-pack", args=[Pack.objects.get().pk])
    assert browser.get(address).status_code == 200

    assessing.declare(other, by=sam, kind="family")

    assert browser.get(address).status_code == 409
    packing.ask_for(sam, "assessor")
    work()
    words = texts(body(browser.get(reverse("applications:offline-pack", args=[Pack.objects.get().pk]))))
    assert reading.application.reference in words and other.application.reference not in words


def test_who_advised_a_group_finds_neither_bid_nor_sheet(
    reading: Assessment, sam: User, olive: User, door: Door
) -> None:
    AdviceNote.objects.create(organisation=reading.application.organisation, written_by=sam, words="We talked.")
    assert packing.for_assessor(sam).bids == []
    assert door(sam).post(reverse("applications:make-offline")).status_code == 409
    assert door(sam).get(reverse("applications:score-sheet", args=[reading.pk, "plain"])).status_code == 409


def test_nobody_else_opens_a_pack(reading: Assessment, sam: User, door: Door, work: Work) -> None:
    other = factories.make_person("Sue Second", "assessor", email="sue@example.org")
    packing.ask_for(sam, "assessor")
    work()
    assert door(other).get(reverse("applications:offline-pack", args=[Pack.objects.get().pk])).status_code == 404


def test_asking_twice_makes_one_pack(reading: Assessment, sam: User, work: Work) -> None:
    first, second = packing.ask_for(sam, "assessor"), packing.ask_for(sam, "assessor")
    assert first == second
    assert packing.ask_for(sam, "assessor", large=True) != first
    work()
    assert sorted(Pack.objects.values_list("is_large", flat=True)) == [False, True]


# Typing one in --------------------------------------------------------------------------------------------------------


def test_a_sheet_that_is_typed_in_is_the_same_record_as_from_the_screen(
    reading: Assessment, round_: Round, sam: User, olive: User, door: Door
) -> None:
    on_screen = factories.make_assessment(factories.make_application(round_, state="in_assessment"), sam)
    door(sam).post(f"/assess/{on_screen.pk}/hand-in/", filled(round_))
    score_sheet.issue(reading, large=False)
    browser = door(olive)

    found = browser.post(reverse("applications:score-sheets"), {"codes": codes.shown(codes_of(reading)[0]).lower()})
    page = browser.get(found.url).content.decode()
    assert reading.application.reference in page and "Scores of Sam Assessor" in page
    paper = SimpleUploadedFile("IMG 1.pdf", a_pdf(), "application/pdf")
    answer = browser.post(found.url, {**filled(round_), "hand_in": "yes", "scan": paper})

    assert answer.status_code == 302
    typed, own = (Assessment.objects.get(pk=row.pk) for row in (reading, on_screen))
    assert (typed.state, typed.came_by, typed.entered_by) == ("handed_in", "paper", olive)
    assert (own.state, own.came_by, own.entered_by) == ("handed_in", "screen", None)
    assert (
        (typed.mark, typed.overall, typed.confidence)
        == (own.mark, own.overall, own.confidence)
        == (
            4.0,
            "A good plan.",
            2,
        )
    )
    given = [
        list(row.scores.values_list("criterion", "value", "strong", "stronger", "abstains")) for row in (typed, own)
    ]
    assert given[0] == given[1] and len(given[0]) == 3
    entry = SheetEntry.objects.get()
    assert (entry.entered_by, entry.is_handed_in, entry.scan.name) == (olive, True, "IMG 1.pdf")
    assert body(browser.get(reverse("applications:sheet-scan", args=[entry.pk]))) == a_pdf()


def test_the_reader_gets_a_letter_with_a_link(
    reading: Assessment, round_: Round, sam: User, olive: User, door: Door
) -> None:
    score_sheet.issue(reading, large=False)
    door(olive).post(at_codes(*codes_of(reading)), filled(round_))

    letter = Letter.objects.get(kind="sheet_entered")
    assert letter.to == sam
    assert f"/assess/{reading.pk}/" in letter.text and "It is not handed in yet." in letter.text
    assert "These scores came on paper." in door(sam).get(f"/assess/{reading.pk}/").content.decode()
    assert read_again(reading).state == "started"


def test_the_same_page_twice_is_said_with_what_is_there(
    reading: Assessment, round_: Round, olive: User, door: Door
) -> None:
    score_sheet.issue(reading, large=False)
    browser, address = door(olive), at_codes(*codes_of(reading))
    browser.post(address, filled(round_, "2"))

    page = browser.get(address).content.decode()
    assert "This was typed in before" in page and "by Olive Officer" in page and "A good plan." in page

    browser.post(address, {**filled(round_, "2", version="1"), "hand_in": "yes"})
    answer = browser.get(address)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Its scores were handed in on" in page and "Clear words." in page
    assert browser.post(address, filled(round_, "5", version="1")).status_code == 409
    assert set(read_again(reading).scores.values_list("value", flat=True)) == {2}


def test_a_code_of_a_bid_that_closed_is_refused_with_the_reason_and_nothing_is_saved(
    reading: Assessment, round_: Round, sam: User, olive: User, door: Door
) -> None:
    score_sheet.issue(reading, large=False)
    assessing.declare(reading, by=sam, kind="work")
    browser, address = door(olive), at_codes(*codes_of(reading))

    answer = browser.get(address)
    assert answer.status_code == 409 and "there are ties to the group" in answer.content.decode()
    answer = browser.post(address, filled(round_))
    assert answer.status_code == 409 and "Clear words." in answer.content.decode()
    assert not SheetEntry.objects.exists() and not reading.scores.exists() and not Letter.objects.exists()
    with pytest.raises(Refused, match="there are ties to the group"):
        entering.enter(entering.find(codes_of(reading), by=olive), by=olive, scores={}, version=0)


def test_codes_nobody_gave_out_and_codes_of_two_sheets_are_refused(
    reading: Assessment, round_: Round, sam: User, olive: User, door: Door
) -> None:
    other = factories.make_assessment(factories.make_application(round_, state="in_assessment"), sam)
    for row in (reading, other):
        score_sheet.issue(row, large=False)
    browser, address = door(olive), reverse("applications:score-sheets")

    for typed, words in (
        (codes.fresh(), "No sheet was given out with the code"),
        (f"{codes_of(reading)[0]}, {codes_of(other)[0]}", "more than one sheet"),
        ("HELLO", "which no return code has"),
        ("", "Enter the return code"),
    ):
        answer = browser.post(address, {"codes": typed})
        assert answer.status_code == 422 and words in answer.content.decode()
        assert typed in answer.content.decode()


@pytest.mark.parametrize("tie", ["own group", "declared", "advised"])
def test_an_officer_with_ties_neither_sees_nor_types_in_a_sheet(
    reading: Assessment, bid: Application, round_: Round, olive: User, morag: User, door: Door, tie: str
) -> None:
    score_sheet.issue(reading, large=False)
    came, entry = entering.find(codes_of(reading), by=olive), {**filled(round_, "5"), "hand_in": "yes"}
    if tie == "own group":
        bid.organisation.memberships.create(user=olive, kind="lead")
    elif tie == "declared":
        assessing.declare_for_panel(bid, by=olive, kind="family")
    else:
        AdviceNote.objects.create(organisation=bid.organisation, written_by=olive, words="We talked.")
    browser, address = door(olive), at_codes(*codes_of(reading))

    for answer in (browser.get(address), browser.post(address, entry)):
        page = answer.content.decode()
        assert answer.status_code == 409 and "sk a colleague" in page and str(bid.title) not in page
    with pytest.raises(Refused, match="Ask a colleague"):
        entering.enter(came, by=olive, scores={}, version=0, hands_in=True)
    assert read_again(reading).state == "started" and not reading.scores.exists()

    paper = SimpleUploadedFile("IMG 1.pdf", a_pdf(), "application/pdf")
    assert door(morag).post(address, {**entry, "scan": paper}).status_code == 302
    scan = reverse("applications:sheet-scan", args=[SheetEntry.objects.get().pk])
    hidden = tie != "advised"  # whoever advised knows the bid, and only judges nothing of it
    assert browser.get(scan).status_code == (404 if hidden else 200)
    assert (bid.reference in browser.get(reverse("applications:score-sheets")).content.decode()) is not hidden


def test_nobody_types_in_their_own_scores(round_: Round, bid: Application, olive: User, door: Door) -> None:
    Role.objects.create(user=olive, fund=round_.fund, kind="assessor")
    own = factories.make_assessment(bid, olive)
    score_sheet.issue(own, large=False)
    answer = door(olive).post(at_codes(*codes_of(own)), {**filled(round_, "5"), "hand_in": "yes"})
    assert answer.status_code == 409 and "This is your own paper" in answer.content.decode()
    came = entering.Came(list(ReturnCode.objects.filter(assessment=own).select_related("assessment")))
    with pytest.raises(Refused, match="This is your own paper"):
        entering.enter(came, by=olive, scores={}, version=0)
    assert read_again(own).state == "started" and not own.scores.exists()


def test_pages_that_are_not_here_yet_are_named(reading: Assessment, olive: User, door: Door) -> None:
    score_sheet.issue(reading, large=True)
    first, *others = codes_of(reading)
    assert others

    page = door(olive).get(at_codes(first)).content.decode()
    assert "Not here yet: page 2" in page
    assert "Not here yet" not in door(olive).get(at_codes(first, *others)).content.decode()


def test_scores_that_changed_on_the_screen_meanwhile_are_not_overwritten(
    reading: Assessment, round_: Round, sam: User, olive: User, door: Door
) -> None:
    score_sheet.issue(reading, large=False)
    browser, address = door(olive), at_codes(*codes_of(reading))
    door(sam).post(f"/assess/{reading.pk}/save/", filled(round_, "1", overall="From the screen."))

    answer = browser.post(address, filled(round_, "5"))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "The scores changed while you typed" in page and "From the screen." in page and "A good plan." in page
    assert set(read_again(reading).scores.values_list("value", flat=True)) == {1}
    version = str(read_again(reading).version)
    assert browser.post(address, filled(round_, "5", version=version)).status_code == 302
    assert set(read_again(reading).scores.values_list("value", flat=True)) == {5}


def test_a_fault_keeps_what_was_typed(reading: Assessment, round_: Round, olive: User, door: Door) -> None:
    score_sheet.issue(reading, large=False)
    first = round_.criteria.first()
    assert first is not None
    answer = door(olive).post(at_codes(*codes_of(reading)), filled(round_, **{f"score_{first.pk}": "9"}))
    page = answer.content.decode()
    assert answer.status_code == 422 and "Clear words." in page and "Choose a score from 0 to 5" in page
    assert not SheetEntry.objects.exists()


def test_the_title_of_the_page_says_that_a_file_cannot_be_taken(reading: Assessment, olive: User, door: Door) -> None:
    browser = door(olive)
    score_sheet.issue(reading, large=False)
    answer = browser.post(reverse("applications:upload-for"))
    assert "<title>Error: " in answer.content.decode()
    bad = SimpleUploadedFile("scan.exe", b"MZ", "application/octet-stream")
    answer = browser.post(at_codes(*codes_of(reading)), {"version": "0", "scan": bad})
    assert answer.status_code == 422 and "<title>Error: " in answer.content.decode()
