"""What may give a person away waits until somebody decides, and who decided is kept."""

from typing import Any

import pytest

from fund.kit.states import Refused
from fund.models import Organisation, PersonalDetail, User
from fund.privacy import all_hits, gate


def found(text: str) -> list[tuple[str, str]]:
    return [(hit.kind, hit.text) for hit in all_hits({"words": text})["words"]]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Then Morag rang me.", "name", "Morag"),
        ("Then Morag MacLeod rang me.", "name", "Morag MacLeod"),
        ("My sister Zebedee has MS.", "name", "Zebedee"),
        ("my friend Grace came too.", "name", "Grace"),
        ("Dr Quill listened to me.", "person with a title", "Dr Quill"),
        ("Nurse Oyelaran was kind.", "person with a title", "Nurse Oyelaran"),
        ("Ring 0131 496 0123.", "phone number", "0131 496 0123"),
        ("Write to nan@example.org today.", "e-mail address", "nan@example.org"),
        ("I live at EH6 5NP now.", "postcode", "EH6 5NP"),
        ("My number is 0101701234.", "phone number", "0101701234"),
        ("I was born on 3 May 1961.", "date of birth", "born on 3 May 1961"),
        ("By JEAN BAXTER", "name", "JEAN BAXTER"),
        ("Then Sarah-Jane rang me.", "name", "Sarah-Jane"),
        ("Then Jo-Anne rang me.", "name", "Jo-Anne"),
        ("Then Agnieszka rang me.", "name", "Agnieszka"),
        ("Then Wojciech Nowak rang me.", "name", "Wojciech Nowak"),
        ("Then Łukasz rang me.", "name", "Łukasz"),
        ("Then Lukasz rang me.", "name", "Lukasz"),
        ("Thig Mòrag? Chan eil, thig Mairi.", "name", "Mairi"),
    ],
)
def test_what_gives_a_person_away_is_found(text: str, kind: str, words: str) -> None:
    assert (kind, words) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Grace came over me on the hill.",
        "In May we began. Mark my words, it was hard.",
        "We walk in Fife and in the Borders.",
        "Self Management helped 24 of 30 people.",
        "My sister has MS.",
        "MAX 500 WORDS. WHAT CHANGED FOR PEOPLE IN FIFE",
        "Lewis-based groups in Ross-shire came.",
    ],
)
def test_ordinary_words_are_not_names(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Thig Mòrag a-màireach.", "Mòrag"),
        ("Thig Morag a-màireach.", "Morag"),
        ("Thig Mórag a-màireach.", "Mórag"),
        ("Thig Mo\u0300rag a-màireach.", "Mo\u0300rag"),
        ("Bha Peigi ann.", "Peigi"),
        ("Bha Eilidh ann.", "Eilidh"),
        ("Bha Catriona ann.", "Catriona"),
        ("Seadh, a Mhàiri, thig a-steach.", "Mhàiri"),
        ("Seadh, a Sheumais, thig a-steach.", "Sheumais"),
        ("Seadh, a Sheonag, thig a-steach.", "Sheonag"),
        ("Seadh, a Chaluim!", "Chaluim"),
        ("Seadh, Iain!", "Iain"),
        ("Leabhar Dhòmhnaill a th’ ann.", "Dhòmhnaill"),
        ("Dh’fhalbh Ruairidh an-dè.", "Ruairidh"),
        ("Thàinig Ùna dhachaigh.", "Ùna"),
        ("Thàinig Una dhachaigh.", "Una"),
        ("Peigi NicLeòid a tha seo.", "Peigi NicLeòid"),
        ("Peigi NicLeoid a tha seo.", "Peigi NicLeoid"),
        ("Iain MacDhòmhnaill a tha seo.", "Iain MacDhòmhnaill"),
        ("Thuirt NicDhòmhnaill sin.", "NicDhòmhnaill"),
        ("Thuirt an Dòmhnallach sin.", "Dòmhnallach"),
        ("Thuirt an Dhòmhnallach sin.", "Dhòmhnallach"),
        ("Iain Mac an t-Saoir a tha seo.", "Iain Mac an t-Saoir"),
        ("Thuirt Nic a’ Phearsain sin.", "Nic a’ Phearsain"),
        ("Thuirt Mac na Ceàrdaich sin.", "Mac na Ceàrdaich"),
        ("Taigh Mhic Dhòmhnaill.", "Mhic Dhòmhnaill"),
        ("Thuirt Mac Leòid sin.", "Mac Leòid"),
        ("Thuirt Mac Gille Mhoire sin.", "Mac Gille Mhoire"),
        ("Then John Mac an Tuairneir rang.", "John Mac an Tuairneir"),
        ("Then MacKenzie rang.", "MacKenzie"),
    ],
)
def test_gaelic_names_are_found_in_all_their_forms(text: str, words: str) -> None:
    assert found(text) == [("name", words)]


@pytest.mark.parametrize(
    "text",
    [
        "Thig sinn a-màireach. Màireach? Seadh.",
        "Tha sinn ann an Leòdhas, air a’ Ghàidhealtachd.",
        "Tha am pian mòr agus an latha math. Mòr is beag.",
        "Dh’ith sinn biadh. Mhothaich sinn gun robh cus ann.",
        "Chaidh sinn a Phort Rìgh. Bheir sinn taic do dhaoine.",
        "Dhaoine, èistibh. Shaoil sinn gun robh e ceart.",
        "’S e mac is nighean a th’ aice. Mac is nic chan eil againn.",
        "Leòdhasach a th’ ann, agus Gàidheal.",
        "We use a MacBook and a Mac Pro; macOS and MacOS are hard.",
        "Nice guidance and NICE guidelines. Nicotine is bad.",
        "Macmillan nurses came. Machair walks are best.",
        "Eilean nan Eòin. Latha brèagha.",
    ],
)
def test_ordinary_gaelic_words_are_not_names(text: str) -> None:
    assert found(text) == []


def test_a_health_number_is_told_by_its_check_digit() -> None:
    # 010170 123: 0*10+1*9+0*8+1*7+7*6+0*5+1*4+2*3+3*2 = 74; 74 mod 11 = 8; 11 − 8 = 3
    assert found("Number 010170 1233 is mine.") == [("NHS (CHI) number", "010170 1233")]
    assert "NHS (CHI) number" not in [kind for kind, _ in found("Number 010170 1234 is mine.")]


def test_a_rare_condition_a_small_place_and_an_age_give_away_together_only() -> None:
    whole = {"good": "I have motor neurone disease.", "hard": "At 43 I moved to Tiree."}
    hits = all_hits(whole)
    assert [(hit.kind, hit.text) for hit in hits["hard"]] == [("small place with a rare condition and an age", "Tiree")]
    for gone, other in (("good", "I have asthma."), ("hard", "I moved to Tiree."), ("hard", "At 43 I moved to Fife.")):
        assert [hit for hits in all_hits({**whole, gone: other}).values() for hit in hits] == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("MND on the Isle of Eigg, a man of 51", "Eigg"),
        ("huntingtons in Tiree, I was 51", "Tiree"),
        ("Huntington disease in Tiree since she’s 51", "Tiree"),
        ("Motor-neurone disease in Tiree, at 51", "Tiree"),
    ],
)
def test_a_condition_is_known_however_it_is_spelt_and_an_age_however_it_is_said(text: str, place: str) -> None:
    assert ("small place with a rare condition and an age", place) in found(text)


@pytest.mark.parametrize(
    "text", ["MND at 51 sites in Tiree", "With MND I was 20 minutes late in Mull", "MND in Mull at 51 different places"]
)
def test_a_number_of_something_is_no_age(text: str) -> None:
    assert found(text) == []


def look(about: Organisation, text: str, by: User) -> int:
    return gate.look(about, {"good": text}, by=by)


def test_each_find_is_a_row_once_and_goes_with_its_words(group: Organisation, olive: User) -> None:
    text = "Morag and Fiona came."
    assert [look(group, text, olive), look(group, text, olive)] == [2, 2]
    assert [str(row) for row in gate.details_of(group)] == ["name: Morag", "name: Fiona"]
    assert look(group, "Fiona came.", olive) == 1
    assert [(row.text, row.start, row.state) for row in gate.details_of(group)] == [("Fiona", 0, "open")]


def test_a_decision_keeps_who_and_when_and_is_not_asked_again(group: Organisation, olive: User) -> None:
    look(group, "Morag came.", olive)
    detail = gate.details_of(group).get()
    gate.agree_to(detail, by=olive)
    assert (detail.decided_by, detail.decided_at is not None, detail.state) == (olive, True, "consented")
    assert detail.history.latest().history_user == olive
    assert look(group, "Yesterday Morag came.", olive) == 0
    with pytest.raises(Refused):
        gate.agree_to(detail, by=olive)


@pytest.mark.parametrize(
    ("text", "instead", "then", "state"),
    [
        ("Then Morag came.", "my sister", "Then my sister came.", "replaced"),
        ("Then Morag came.", "", "Then came.", "removed"),
        ("I came with Morag.", "", "I came with.", "removed"),
        ("Tha 👩‍🦽 Morag ann.", "mo phiuthar", "Tha 👩‍🦽 mo phiuthar ann.", "replaced"),
    ],
)
def test_a_detail_is_taken_out_or_replaced(
    group: Organisation, olive: User, text: str, instead: str, then: str, state: str
) -> None:
    look(group, text, olive)
    detail = gate.details_of(group).get()
    assert gate.mend(detail, text, by=olive, instead=instead) == then
    assert (detail.state, detail.instead) == (state, instead)


def test_nobody_mends_words_that_have_changed_meanwhile(group: Organisation, olive: User) -> None:
    look(group, "Then Morag came.", olive)
    detail: Any = gate.details_of(group).get()
    with pytest.raises(Refused, match="have changed"):
        gate.mend(detail, "Yesterday Morag came.", by=olive)
    assert PersonalDetail.objects.get().state == "open"
