"""Officers look through a round: list, queue, checklist, flags, tags, telling, and taking the list away."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from applications import screening, searching
from applications.models import Application, ApplicationAnswers, Flag, Grant, SavedFilter, Tag
from fund.models import Letter, Organisation, Round, Term, User, Vocabulary
from tests import factories

Door = Callable[[User | None], Client]


@pytest.fixture
def closed_round(db: None) -> Round:
    return factories.make_round(closes_at=timezone.now() - timedelta(days=1))


@pytest.fixture
def bid(closed_round: Round, group: Organisation, ann: User) -> Application:
    return factories.make_application(closed_round, group, state="submitted", by=ann)


def of(round_: Round, page: str = "") -> str:
    return f"/fund/rounds/{round_.slug}/{page}"


def words_of(response: object) -> str:
    return " ".join(unescape(response.content.decode()).split())


# The list ------------------------------------------------------------------------------------------------------------


def test_the_list_is_narrowed_by_what_officers_know(
    bid: Application, closed_round: Round, olive: User, morag: User, door: Door
) -> None:
    other = factories.make_application(closed_round, state="submitted", amount=5000, officer=morag)
    tag = screening.add_tag("Islands", by=olive)
    screening.tag_many([bid], tag, by=olive)
    screening.raise_flag(bid, by=olive, kind="money", words="Sums")
    screening.check(other, {"scotland": ("no", "Wales")}, by=olive)
    screening.give([bid], olive, by=olive)
    Application.objects.filter(pk=bid.pk).update(screened_at=timezone.now())
    past = factories.make_organisation(charity_number="SC1", is_imported=True)
    Grant.objects.create(organisation=past, reference="PAST-1", state="past")
    Organisation.objects.filter(pk=bid.organisation_id).update(charity_number="SC1")
    words = Vocabulary.objects.create(slug="conditions", version="1", name="Conditions", source="us")
    asthma = Term.objects.create(vocabulary=words, code="asthma", name="Asthma")
    bid.conditions.add(asthma)
    client = door(olive)

    def found(**asked: object) -> list[str]:
        return [row.reference for row in client.get(of(closed_round, "applications/"), asked).context["page"]]

    one, two = [bid.reference], [other.reference]
    assert (found(officer="me"), found(officer=morag.pk), found(officer="nobody")) == (one, two, [])
    assert (found(tag=tag.pk), found(flag="any"), found(flag="money"), found(flag="safety")) == (one, one, one, [])
    assert (found(screened="yes"), found(screened="no"), found(screened="against")) == (one, two, two)
    assert (found(least="£6,000"), found(most="6000"), found(least="1", most="2")) == (one, two, [])
    assert (found(first="no"), found(first="yes")) == (one, two)
    assert found(condition=asthma.pk) == one
    assert len(found(least="lots")) == 2


def test_an_amount_that_is_no_sum_is_said_and_kept(bid: Application, olive: User, door: Door) -> None:
    page = words_of(door(olive).get(of(bid.round, "applications/"), {"least": "lots"}))
    assert "Enter the sum in pounds, like 12,500" in page and 'value="lots"' in page


def test_the_list_says_who_has_it_and_what_is_the_matter(
    bid: Application, olive: User, morag: User, door: Door
) -> None:
    screening.give([bid], morag, by=olive)
    screening.raise_flag(bid, by=olive, kind="money", words="Sums")
    screening.tag_many([bid], screening.add_tag("Islands", by=olive), by=olive)
    page = words_of(door(olive).get(of(bid.round, "applications/")))
    for words in ("<td>Morag Manager</td>", "Flag: Money or budget", '<span class="tag-word">Islands</span>'):
        assert words in page


def test_ticked_ones_are_given_tagged_and_untagged(bid: Application, olive: User, morag: User, door: Door) -> None:
    tag, client, address = screening.add_tag("Islands", by=olive), door(olive), of(bid.round, "applications/")
    sent = {"applications": [bid.pk]}
    assert client.post(address, {**sent, "do": "give"}).status_code == 422
    assert client.post(address, {**sent, "do": "give", "officer": morag.pk}).status_code == 302
    assert client.post(address, {**sent, "do": "tag", "tag": tag.pk}).status_code == 302
    bid.refresh_from_db()
    assert (bid.officer, bid.taggings.count()) == (morag, 1)
    assert client.post(address, {**sent, "do": "untag", "tag": tag.pk}).status_code == 302
    assert client.post(address, {**sent, "do": "give", "officer": "nobody"}).status_code == 302
    bid.refresh_from_db()
    assert (bid.officer, bid.taggings.count()) == (None, 0)


def test_what_cannot_be_read_is_not_assigned_from_the_list(
    closed_round: Round, olive: User, sam: User, door: Door
) -> None:
    out = factories.make_application(closed_round, state="ineligible")
    sent = {"applications": [out.pk], "assessors": [sam.pk], "do": "assign"}
    answer = door(olive).post(of(closed_round, "applications/"), sent)
    assert answer.status_code == 422
    assert f"Nobody can be asked to read {out.reference} now." in words_of(answer)


def test_a_view_is_saved_shared_and_removed(bid: Application, olive: User, morag: User, door: Door) -> None:
    address = of(bid.round, "views/")
    answer = door(olive).post(address, {"name": "Mine", "query": "officer=me&page=2", "is_shared": "on"})
    assert answer.url == of(bid.round, "applications/?officer=me")
    assert '<a href="?officer=me">Mine</a> <span class="quiet">from Olive Officer' in words_of(
        door(morag).get(of(bid.round, "applications/"))
    )
    saved = SavedFilter.objects.get()
    assert door(morag).post(f"/fund/views/{saved.pk}/remove/").status_code == 403
    assert door(olive).post(f"/fund/views/{saved.pk}/remove/").status_code == 302
    assert door(olive).post(address, {"name": "", "query": "officer=me"}).status_code == 422
    assert SavedFilter.objects.count() == 0


def test_a_view_of_one_s_own_is_not_shown_to_others(bid: Application, olive: User, morag: User, door: Door) -> None:
    screening.save_filter(bid.round, by=olive, name="Only mine", query="officer=me", is_shared=False)
    assert "Only mine" not in words_of(door(morag).get(of(bid.round, "applications/")))


def test_the_list_costs_at_most_15_queries_whatever_it_shows(closed_round: Round, olive: User, door: Door) -> None:
    client, counts, tag = door(olive), [], screening.add_tag("Islands", by=olive)
    for wanted in (1, 3, 30):
        for _ in range(wanted - Application.objects.count()):
            row = factories.make_application(closed_round, state="submitted", officer=olive)
            screening.tag_many([row], tag, by=olive)
            screening.raise_flag(row, by=olive, kind="money", words="Sums")
        searching.reindex()
        for asked in ({}, {"q": "walk", "tag": tag.pk, "flag": "any"}):
            with CaptureQueriesContext(connection) as queries:
                client.get(of(closed_round, "applications/"), asked)
            counts.append(len(queries))
    assert len(set(counts[::2])) == len(set(counts[1::2])) == 1
    assert max(counts) <= 15


# Taking it away ------------------------------------------------------------------------------------------------------


def rows_of(response: object) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_all_answers_are_taken_away_as_csv_and_excel(
    bid: Application, closed_round: Round, olive: User, door: Door
) -> None:
    ApplicationAnswers.objects.filter(application=bid, section__code="plan").update(
        values={"title": "Walk", "summary": "=HYPERLINK(1)", "tier": "small", "months": 12, "what": "a\x0bb"}
    )
    Application.objects.filter(pk=bid.pk).update(title="＝cmd|' /C calc'!A0")
    screening.tag_many([bid], screening.add_tag("Islands", by=olive), by=olive)
    factories.make_application(closed_round, state="withdrawn", title="@other")
    client = door(olive)
    rows = rows_of(client.get(of(closed_round, "applications.csv"), {"sort": "reference"}))
    assert [row["Reference"] for row in rows] == [f"{closed_round.code}-001", f"{closed_round.code}-002"]
    first, second = rows
    assert (first["Project"], second["Project"]) == ("'＝cmd|' /C calc'!A0", "'@other")
    assert first["Your project in plain words"] == "'=HYPERLINK(1)"
    assert (first["Size of grant"], first["How many months"], first["Asks for"]) == ("Small grant", "12", "10500.00")
    assert (first["What do you want to do?"], first["Tags"], first["State"]) == ("ab", "Islands", "Handed in")
    assert first["What will it cost?"].startswith("Staff, Walk leader, 8 hours a week, 9000.00\nOther, Room hire")
    assert first["Who can we ask about this?"] == "Ann Applicant"
    answer = client.get(of(closed_round, "applications.xlsx"), {"state": "submitted"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    heads, values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    said = dict(zip(heads, values, strict=True))
    assert (said["Asks for"], said["How many months"]) == (10500, 12)
    assert said["Your project in plain words"] == "'=HYPERLINK(1)"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_taking_away_costs_the_same_for_1_and_300(closed_round: Round, olive: User, door: Door) -> None:
    client, counts = door(olive), []
    factories.make_application(closed_round, state="submitted")
    client.get(of(closed_round))
    for wanted in (1, 30):
        for _ in range(wanted - Application.objects.count()):
            factories.make_application(closed_round, state="submitted")
        for kind in ("csv", "xlsx"):
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(of(closed_round, f"applications.{kind}"), {"sort": "amount"})
                assert b"".join(answer.streaming_content)
            counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 10


@pytest.mark.parametrize("sort", ["", "oldest", "reference", "group", "title", "amount"])
def test_answers_stay_with_their_application_in_every_order(
    closed_round: Round, olive: User, door: Door, sort: str
) -> None:
    for number, (title, amount) in enumerate([("b", None), ("a", 10), ("b", 10), ("", 7)]):
        row = factories.make_application(closed_round, state="submitted", title=title, amount=amount)
        ApplicationAnswers.objects.filter(application=row, section__code="plan").update(values={"what": f"no {number}"})
    for row in rows_of(door(olive).get(of(closed_round, "applications.csv"), {"sort": sort})):
        assert row["What do you want to do?"] == f"no {int(row['Reference'][-3:]) - 1}"


# One application -----------------------------------------------------------------------------------------------------


def test_an_officer_goes_from_a_no_to_the_letter(
    bid: Application, ann: User, olive: User, door: Door, letters_to: Callable[[User], list[str]]
) -> None:
    client, at = door(olive), f"/fund/applications/{bid.pk}/"
    assert client.post(f"{at}screening/", {"scotland": "no"}).status_code == 422
    answer = client.post(f"{at}screening/", {"scotland": "no", "scotland_reason": "You work in Wales."})
    assert answer.url == f"{at}not-eligible/"
    assert "You work in Wales.</textarea>" in words_of(client.get(answer.url))
    client.post(answer.url, {"reason": "You work in Wales."})
    before = words_of(door(ann).get(f"/my/applications/{bid.pk}/"))
    assert "Handed in" in before and "Wales" not in before and "eligible" not in before and "ds_tag--red" not in before
    tell = of(bid.round, f"tell/?only={bid.pk}")
    assert "You work in Wales.</textarea>" in words_of(client.get(tell))
    assert client.post(tell, {f"a{bid.pk}-send": "on", f"a{bid.pk}-words": ""}).status_code == 422
    assert client.post(tell, {f"a{bid.pk}-words": "Not now"}).status_code == 302
    assert letters_to(ann) == []
    assert client.post(tell, {f"a{bid.pk}-send": "on", f"a{bid.pk}-words": "Kinder words."}).status_code == 302
    assert letters_to(ann) == ["not_eligible"]
    assert "Kinder words." in Letter.objects.get(to=ann).text
    assert "Not one we can fund" in words_of(door(ann).get(f"/my/applications/{bid.pk}/"))


def test_remarks_are_on_the_officers_page_and_nowhere_else(
    bid: Application, ann: User, sam: User, pat: User, olive: User, door: Door
) -> None:
    client, at = door(olive), f"/fund/applications/{bid.pk}/"
    tag = screening.add_tag("SecretTag", by=olive)
    client.post(f"{at}flag/", {"kind": "money", "words": "SecretFlag"})
    client.post(f"{at}note/", {"words": "SecretNote"})
    client.post(f"{at}tags/", {"tags": [tag.pk]})
    client.post(f"{at}screening/", {"scotland": "unsure", "scotland_reason": "SecretDoubt"})
    page = words_of(client.get(at))
    secrets = ("SecretFlag", "SecretNote", "SecretTag", "SecretDoubt")
    assert all(secret in page for secret in secrets)
    Application.objects.filter(pk=bid.pk).update(state="in_assessment")
    assessment = factories.make_assessment(bid, sam)
    factories.Declaration.objects.create(application=bid, user=pat, kind="none")
    pages = [
        (ann, f"/my/applications/{bid.pk}/"), (ann, f"/my/applications/{bid.pk}/receipt/"), (ann, "/my/"),
        (sam, f"/assess/{assessment.pk}/"), (sam, "/assess/"),
        (pat, f"/panel/applications/{bid.pk}/"), (pat, of(bid.round).replace("/fund/", "/panel/")),
    ]  # fmt: skip
    for person, address in pages:
        answer = door(person).get(address)
        assert answer.status_code == 200
        assert not any(secret in words_of(answer) for secret in secrets)


def test_a_flag_is_closed_with_words(bid: Application, olive: User, door: Door) -> None:
    flag = screening.raise_flag(bid, by=olive, kind="money", words="Sums")
    client, close = door(olive), f"/fund/flags/{flag.pk}/close/"
    assert client.post(close, {"state": "resolved"}).status_code == 422
    assert client.post(close, {"state": "resolved", "words": "New sums came"}).status_code == 302
    assert Flag.objects.get().closing_words == "New sums came"
    assert client.get(close).status_code == 403


def test_the_queue_lists_what_is_next_and_what_nobody_has(bid: Application, olive: User, door: Door) -> None:
    client = door(olive)
    assert f'?officer=nobody">{bid.round}: 1 application</a>' in words_of(client.get("/fund/screening/"))
    client.post(f"/fund/applications/{bid.pk}/give/", {"officer": olive.pk})
    page = words_of(client.get("/fund/screening/"))
    assert f'href="/fund/applications/{bid.pk}/screening/">Go through the checklist' in page
    assert "Nobody has these yet" not in page


def test_tags_are_added_renamed_and_retired_on_a_page(db: None, olive: User, door: Door) -> None:
    client = door(olive)
    client.post("/fund/tags/", {"name": " Islands "})
    tag = Tag.objects.get()
    client.post(f"/fund/tags/{tag.pk}/rename/", {"name": "Coast"})
    client.post(f"/fund/tags/{tag.pk}/retire/")
    tag.refresh_from_db()
    assert (tag.name, tag.is_retired) == ("Coast", True)
    assert client.post("/fund/tags/", {"name": "coast"}).status_code == 409
    client.post(f"/fund/tags/{tag.pk}/retire/")
    assert Tag.objects.in_use().count() == 1


def test_a_round_s_checklist_is_changed_on_a_page(closed_round: Round, olive: User, door: Door) -> None:
    client, address = door(olive), of(closed_round, "checklist/")
    page = client.get(address)
    assert "The group works in Scotland" in words_of(page)
    sent = {"lines-TOTAL_FORMS": "2", "lines-INITIAL_FORMS": "1", "lines-0-code": "scotland", "lines-0-words": "",
            "lines-1-words": "It is new", "lines-1-guidance": "Ask"}  # fmt: skip
    assert client.post(address, sent).status_code == 302
    assert [(line.code, line.words) for line in closed_round.checklist.all()] == [("it-is-new", "It is new")]


def test_the_same_tag_in_other_letters_is_on_the_list_already(db: None, olive: User, door: Door) -> None:
    client, page = door(olive), "/fund/tags/"
    client.post(page, {"name": "caf\u00e9"})
    for again in ("cafe\u0301", "Caf\u00e9", " caf\u00e9\u200b ", "ca\u200df\u00e9"):
        client.post(page, {"name": again})
    assert list(Tag.objects.values_list("name", flat=True)) == ["caf\u00e9"]
