"""Copies for readers in which nothing tells who somebody is."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from applications import assessing, redacting
from applications.models import Application, ApplicationAnswers, Assessment, Redaction
from fund.kit.states import Refused
from fund.models import Organisation, Question, Round, User
from tests import factories

Door = Callable[[User | None], Client]
SAID = "Ann Applicant walks with us. Ring 0131 496 0123 or write to walks@leith.example."


@pytest.fixture
def bid(round_: Round, group: Organisation, ann: User) -> Application:
    row = factories.make_application(round_, group, state="in_assessment", by=ann)
    sheet = row.answers.get(section__code="plan")
    sheet.values = sheet.values | {"what": SAID}
    sheet.save()
    return row


@pytest.fixture
def what(bid: Application) -> Question:
    return Question.objects.get(section__in=bid.answers.values("section"), code="what")


@pytest.fixture
def started(bid: Application, sam: User) -> Assessment:
    return factories.make_assessment(bid, sam)


def words_of(response: object) -> str:
    return unescape(response.content.decode())


def test_what_may_tell_who_somebody_is_is_found_and_a_copy_proposed(bid: Application, what: Question) -> None:
    shown = next(one for one in redacting.shown_to_readers(bid) if one.place == str(what.pk))
    assert {"0131 496 0123", "Ann Applicant", "walks@leith.example"} <= set(shown.found)
    assert shown.proposal == "[taken out] walks with us. Ring [taken out] or write to [taken out]."


def test_readers_see_the_copy_and_officers_the_answer(
    bid: Application, what: Question, started: Assessment, sam: User, pat: User, olive: User, door: Door
) -> None:
    page = f"/fund/applications/{bid.pk}/readers/{what.pk}/"
    client = door(olive)
    assert "[taken out] walks with us." in words_of(client.get(page))
    assert client.post(page, {"words": "A member walks with us.", "why": ""}).status_code == 422
    client.post(page, {"words": "A member walks with us.", "why": "It names her."})
    assessing.declare_for_panel(bid, by=pat, kind="none")
    for reader, address in ((sam, f"/assess/{started.pk}/"), (pat, f"/panel/applications/{bid.pk}/")):
        seen = words_of(door(reader).get(address))
        assert "A member walks with us." in seen and "The fund took out what tells who somebody is." in seen
        assert "0131 496 0123" not in seen
    assert SAID in words_of(client.get(f"/fund/applications/{bid.pk}/"))
    assert ApplicationAnswers.objects.get(application=bid, section__code="plan").values["what"] == SAID


def test_a_name_in_the_title_or_the_summary_has_a_copy_too(
    bid: Application, started: Assessment, sam: User, olive: User, door: Door
) -> None:
    for fills, words in (("title", "A walk"), ("summary", "We walk.")):
        question = Question.objects.get(section__in=bid.answers.values("section"), fills=fills)
        redacting.redact(bid, str(question.pk), words=words, why="A name", by=olive)
    for address in ("/assess/", f"/assess/{started.pk}/"):
        assert "Walking back to wellness" not in words_of(door(sam).get(address))
    assert "We walk." in words_of(door(sam).get(f"/assess/{started.pk}/"))


def test_a_copy_of_an_answer_that_changed_asks_to_be_looked_at(
    bid: Application, what: Question, olive: User, door: Door
) -> None:
    redacting.redact(bid, str(what.pk), words="A member walks.", why="A name", by=olive)
    sheet = bid.answers.get(section__code="plan")
    sheet.values = sheet.values | {"what": "Somebody else walks."}
    sheet.save()
    page = words_of(door(olive).get(f"/fund/applications/{bid.pk}/readers/"))
    assert "The group changed this since. Look at the copy again." in page


def test_showing_the_answer_again_keeps_the_copy_in_the_history(
    bid: Application, what: Question, olive: User, door: Door
) -> None:
    redacting.redact(bid, str(what.pk), words="A member walks.", why="A name", by=olive)
    door(olive).post(f"/fund/applications/{bid.pk}/readers/{what.pk}/show/")
    assert not Redaction.objects.exists()
    assert [row.history_type for row in Redaction.history.order_by("history_id")] == ["+", "-"]


def test_only_answers_that_readers_see_have_copies(bid: Application, olive: User) -> None:
    hidden = Question.objects.get(section__in=bid.answers.values("section"), code="contact_name")
    with pytest.raises(Refused, match="Readers do not see these words"):
        redacting.redact(bid, str(hidden.pk), words="x", why="y", by=olive)


# Cells of tables and statements --------------------------------------------------------------------------------------

LEAK = "Mary Leakson, 0131 496 0999, mary@leak.example"
FOUND = ("0131 496 0999", "Mary Leakson", "mary@leak.example")


@pytest.fixture
def tables(bid: Application) -> Application:
    """The bid with a table of partners, in rows that people add, and with words in its budget and a statement."""
    plan = bid.answers.get(section__code="plan")
    boxes = [
        {"code": "name", "kind": "line", "label": "Name", "words": 20},
        {"code": "role", "kind": "text", "label": "What they do", "words": 60},
        {"code": "how_many", "kind": "number", "label": "How many people"},
    ]
    settings = {"fields": boxes}
    factories.make_question(plan.section, "partners", "group", "Partners", names_partners=True, settings=settings)
    rows = [{"name": "The Botanic Garden", "role": "A room"}, {"name": f"{LEAK} too", "role": LEAK, "how_many": 3}]
    plan.values = plan.values | {"partners": rows}
    plan.save()
    bid.answers.filter(section__code="budget").update(
        values={"budget": [{"heading": "staff", "what": LEAK, "amount": "900.00"}]}
    )
    factories.ask_outsiders(bid.round, panel_sees_it=True)
    factories.make_statement(bid, state="sent", words=f"Good work. {LEAK}. Mo MacLeod")
    return bid


def finds_of(bid: Application) -> dict[str, redacting.Shown]:
    return {one.name: one for one in redacting.shown_to_readers(bid)}


def test_cells_of_tables_and_statements_are_searched(tables: Application) -> None:
    shown = finds_of(tables)
    assert shown["Partners: Row 1, Name"].found == ()
    assert shown["Partners: Row 2, What they do"].found == FOUND
    assert shown["What will it cost?: Row 1, What for"].found == FOUND
    assert set(shown["Supporting statements: Statement 1"].found) == {*FOUND, "Mo MacLeod", "MacLeod"}
    assert "Partners: Row 2, How many people" not in shown
    assert shown["Partners: Row 2, Name"].proposal == "[taken out], [taken out], [taken out] too"


def test_readers_see_copies_of_cells_and_statements_everywhere(
    tables: Application, started: Assessment, sam: User, pat: User, olive: User, door: Door
) -> None:
    client, shown = door(olive), finds_of(tables)
    page = words_of(client.get(f"/fund/applications/{tables.pk}/readers/"))
    for one in shown.values():
        assert f"/fund/applications/{tables.pk}/readers/{one.place}/" in page
        if set(FOUND) & set(one.found):
            address = f"/fund/applications/{tables.pk}/readers/{one.place}/"
            assert "[taken out]" in words_of(client.get(address))
            assert client.post(address, {"words": f"Copy of {one.place}", "why": "A name"}).status_code == 302
    waiting = factories.make_assessment(tables, factories.make_person("Una", "assessor"), state="assigned")
    gates = (
        words_of(door(waiting.assessor).get(f"/assess/{waiting.pk}/")),
        words_of(door(pat).get(f"/panel/applications/{tables.pk}/")),
        words_of(door(pat).get(f"/panel/rounds/{tables.round.slug}/ties/")),
    )
    for gate in gates:
        assert "The Botanic Garden" in gate and f"Copy of {shown['Partners: Row 2, Name'].place}" in gate
        assert not [part for part in FOUND if part in gate]
    assessing.declare_for_panel(tables, by=pat, kind="none")
    for reader, address in ((sam, f"/assess/{started.pk}/"), (pat, f"/panel/applications/{tables.pk}/")):
        seen = words_of(door(reader).get(address))
        for name in ("Partners: Row 2, What they do", "What will it cost?: Row 1, What for"):
            assert f"Copy of {shown[name].place}" in seen
        assert f"Copy of {shown['Supporting statements: Statement 1'].place}" in seen
        assert "A room" in seen and "£900" in seen
        assert not [part for part in FOUND if part in seen]
    whole = words_of(client.get(f"/fund/applications/{tables.pk}/"))
    assert LEAK in whole and "Copy of" not in whole


def test_a_copy_of_a_cell_follows_its_row_when_rows_move(
    tables: Application, started: Assessment, sam: User, olive: User, door: Door
) -> None:
    for name in ("Partners: Row 2, Name", "Partners: Row 2, What they do"):
        redacting.redact(tables, finds_of(tables)[name].place, words="A nurse", why="A name", by=olive)
    sheet = tables.answers.get(section__code="plan")
    sheet.values = sheet.values | {"partners": sheet.values["partners"][1:]}
    sheet.save()
    seen = words_of(door(sam).get(f"/assess/{started.pk}/"))
    assert seen.count("A nurse") == 2
    gone = [one for one in redacting.shown_to_readers(tables) if one.is_old]
    assert [one.place.split(".")[1:] for one in gone] == [["1", "name"], ["1", "role"]]
    page = words_of(door(olive).get(f"/fund/applications/{tables.pk}/readers/"))
    assert page.count("The group changed this since. Look at the copy again.") == 2


def test_a_cell_that_could_not_be_read_has_a_copy_too(
    tables: Application, started: Assessment, sam: User, olive: User, door: Door
) -> None:
    sheet = tables.answers.get(section__code="plan")
    rows = sheet.values.pop("partners")
    sheet.values = sheet.values | {"as typed": {"partners": [rows[0] | {"how_many": LEAK}]}}
    sheet.save()
    place = finds_of(tables)["Partners: Row 1, How many people"].place
    redacting.redact(tables, place, words="Somebody", why="A name", by=olive)
    seen = words_of(door(sam).get(f"/assess/{started.pk}/"))
    assert "The Botanic Garden, A room, Somebody" in seen and f"A room, {LEAK}" not in seen


def test_words_of_a_statement_are_shown_again(tables: Application, olive: User, door: Door) -> None:
    place = finds_of(tables)["Supporting statements: Statement 1"].place
    redacting.redact(tables, place, words="Good work.", why="A name", by=olive)
    assert tables.statements.as_read().get().words_read == "Good work."
    assert door(olive).post(f"/fund/applications/{tables.pk}/readers/{place}/show/").status_code == 302
    assert LEAK in tables.statements.as_read().get().words_read
    assert door(olive).post(f"/fund/applications/{tables.pk}/readers/{place}/show/").status_code == 404
