"""Questions that people ask more than once become answers that everybody may read."""

import html
from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fund import public_answers
from fund.kit.states import Refused
from fund.models import PublicAnswer, Round, User
from fund.privacy import gate

pytestmark = pytest.mark.django_db

Door = Callable[[User | None], Client]
NURSE = "Can we pay a nurse?"


def text(answer: HttpResponse) -> str:
    return html.unescape(answer.content.decode())


def keep(olive: User, question: str = NURSE, answer: str = "Yes.", round_: Round | None = None) -> PublicAnswer:
    return public_answers.keep(by=olive, question=question, answer=answer, round_=round_)


def refusal(verb: Callable[[], object]) -> str:
    with pytest.raises(Refused) as found:
        verb()
    return found.value.words


def test_what_is_kept_is_hidden_until_it_is_published(olive: User, round_: Round, door: Door) -> None:
    sent = {"question": NURSE, "answer": "Yes, by the hour.", "round_": ""}
    answer = door(olive).post("/fund/answers/new/", sent)
    row = PublicAnswer.objects.get()
    assert answer["Location"] == f"/fund/answers/{row.pk}/"
    pages = ["/help/", f"/rounds/{round_.slug}/", f"/rounds/{round_.slug}/round.json"]
    assert [NURSE in text(door(None).get(page)) for page in pages] == [False, False, False]
    door(olive).post(f"/fund/answers/{row.pk}/publish/")
    assert [NURSE in text(door(None).get(page)) for page in pages] == [True, True, True]
    assert "Questions people asked" in text(door(None).get("/help/"))
    door(olive).post(f"/fund/answers/{row.pk}/hide/")
    assert [NURSE in text(door(None).get(page)) for page in pages] == [False, False, False]


def test_a_question_about_one_round_stands_there_alone(olive: User, round_: Round, door: Door) -> None:
    public_answers.publish(keep(olive, round_=round_), by=olive)
    assert NURSE in text(door(None).get(f"/rounds/{round_.slug}/"))
    assert NURSE not in text(door(None).get("/help/"))
    asked = door(None).get(f"/rounds/{round_.slug}/round.json").json()["questions_asked"]
    assert asked == [{"question": NURSE, "answer": "Yes.", "times_asked": 1}]


def test_nothing_is_shown_without_an_answer(olive: User) -> None:
    row = keep(olive, answer="")
    assert refusal(lambda: public_answers.publish(row, by=olive)) == "Write the answer first."
    shown = keep(olive)
    public_answers.publish(shown, by=olive)
    words = "Everybody reads this answer. Hide it first, or leave some words."
    assert refusal(lambda: public_answers.change(shown, by=olive, question="?", answer="", round_=None)) == words


def test_what_may_give_somebody_away_is_decided_before_it_is_shown(olive: User, door: Door) -> None:
    row = keep(olive, answer="Yes. Ring Morag Bain on 0131 496 0123.")
    page, desk = f"/fund/answers/{row.pk}/", door(olive)
    assert "Show it to everybody" not in text(desk.get(page))
    asked = "Something in it may give somebody away. Decide on that first."
    assert refusal(lambda: public_answers.publish(row, by=olive)) == asked
    assert desk.post(f"{page}details/{gate.waiting(row)[0].pk}/", {}).status_code == 422
    while waiting := gate.waiting(row):
        public_answers.mend(row, waiting[0], by=olive, instead="us")
        row.refresh_from_db()
    assert row.answer == "Yes. Ring us on us."
    assert desk.post(f"{page}publish/").status_code == 302 and "Ring us on us." in text(door(None).get("/help/"))


def test_new_words_that_may_give_somebody_away_are_hidden_until_somebody_decides(olive: User, door: Door) -> None:
    row = keep(olive)
    public_answers.publish(row, by=olive)
    sent = {"question": NURSE, "answer": "Yes. Write to morag@example.org.", "round_": ""}
    said = text(door(olive).post(f"/fund/answers/{row.pk}/", sent, follow=True))
    assert "Saved and hidden" in said and "morag@example.org" in said
    assert NURSE not in text(door(None).get("/help/"))
    (detail,) = gate.waiting(row)
    answer = door(olive).post(f"/fund/answers/{row.pk}/details/{detail.pk}/", {"what": "agreed"})
    assert answer.status_code == 302 and not gate.waiting(row)
    public_answers.publish(row, by=olive)
    assert "morag@example.org" in text(door(None).get("/help/"))


def test_two_askings_put_together_count_both(olive: User, door: Door) -> None:
    one, other = keep(olive), keep(olive, "May we hire a nurse?")
    public_answers.count(one, by=olive)
    door(olive).post(f"/fund/answers/{one.pk}/merge/", {"into": other.pk})
    other.refresh_from_db()
    one.refresh_from_db()
    assert (other.times_asked, one.state, one.merged_into) == (3, "merged", other)
    page = text(door(olive).get("/fund/answers/"))
    assert f"/fund/answers/{one.pk}/" not in page
    gone = "This question was put together with another one. Change that one instead."
    assert refusal(lambda: public_answers.count(one, by=olive)) == gone
    assert refusal(lambda: public_answers.merge(other, into=one, by=olive)) == gone
    assert refusal(lambda: public_answers.merge(other, into=other, by=olive)) == "Choose another question."
    assert door(olive).post(f"/fund/answers/{one.pk}/", {"question": "x"}).status_code == 403


def test_what_is_asked_most_stands_first(olive: User, door: Door) -> None:
    rare, often = keep(olive, "Rare?"), keep(olive, "Often?")
    door(olive).post(f"/fund/answers/{often.pk}/count/")
    for row in (rare, often):
        public_answers.publish(row, by=olive)
    page = text(door(None).get("/help/"))
    assert page.index("Often?") < page.index("Rare?")


def test_changing_what_is_shown_changes_it_for_all(olive: User, door: Door) -> None:
    row = keep(olive)
    public_answers.publish(row, by=olive)
    door(olive).post(f"/fund/answers/{row.pk}/", {"question": NURSE, "answer": "Only for a year.", "round_": ""})
    assert "Only for a year." in text(door(None).get("/help/"))
    assert "Write the question" in text(door(olive).post(f"/fund/answers/{row.pk}/", {}))


def test_the_list_costs_the_same_for_one_question_and_for_three(olive: User, round_: Round, door: Door) -> None:
    browser = door(olive)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            browser.get("/fund/answers/")
        return len(queries)

    keep(olive, round_=round_)
    before = cost()
    for _ in range(2):
        keep(olive, round_=round_)
    assert cost() == before
