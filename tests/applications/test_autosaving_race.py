"""Two writers at once, by autosave and by the button: nobody's text is lost."""

from collections.abc import Callable
from threading import Barrier

import pytest
from django.db import transaction

from applications import applying
from applications.models import Application, ApplicationAnswers
from fund.models import Membership, Organisation, Round, User
from fund.writing import Began
from tests import factories
from tests.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
ROUNDS = 12


@pytest.fixture
def draft(ann: User, group: Organisation, round_: Round) -> Application:
    return factories.make_application(round_, group, by=ann)


@pytest.fixture
def bea(group: Organisation) -> User:
    bea = factories.make_person("Bea Colleague", email="bea@example.org")
    Membership.objects.create(user=bea, organisation=group, kind="editor")
    return bea


def plan(draft: Application) -> ApplicationAnswers:
    return ApplicationAnswers.objects.select_related("section").get(application=draft, section__code="plan")


def typing(draft: Application, person: User, page: str, code: str) -> Callable[[], None]:
    """Somebody who types on and on in one answer; the page sends each pause with the version it was shown with."""

    def type_on() -> None:
        section = plan(draft).section
        for number in range(1, ROUNDS + 1):
            saving = applying.save_answers(
                Application.objects.get(pk=draft.pk),
                section,
                {code: f"{person.name} {number}"},
                codes=[code],
                began=Began(1, page),
                revision=number,
                by=person,
            )
            assert saving.clashes == ()

    return type_on


def test_two_people_who_type_at_once_keep_every_word(draft: Application, ann: User, bea: User) -> None:
    assert race([typing(draft, ann, "a1", "title"), typing(draft, bea, "b1", "what")]) == ["done", "done"]
    sheet = plan(draft)
    assert sheet.values["title"] == f"Ann Applicant {ROUNDS}"
    assert sheet.values["what"] == f"Bea Colleague {ROUNDS}"
    assert sheet.version == 1 + 2 * ROUNDS
    assert sheet.steps.count() == 2 * ROUNDS


def test_of_two_who_change_one_answer_one_is_saved_and_the_other_is_told(
    draft: Application, ann: User, bea: User
) -> None:
    told: dict[str, tuple[str, ...]] = {}

    def save(person: User, page: str) -> Callable[[], None]:
        def once() -> None:
            sheet = plan(draft)
            saving = applying.save_answers(
                draft, sheet.section, {"title": page}, codes=["title"], began=Began(1, page), revision=1, by=person
            )
            told[page] = saving.clashes

        return once

    assert race([save(ann, "a1"), save(bea, "b1")]) == ["done", "done"]
    kept = plan(draft).values["title"]
    assert told[kept] == ()
    assert told["b1" if kept == "a1" else "a1"] == ("title",)


def test_the_button_and_a_colleagues_typing_at_once_lose_nothing(draft: Application, ann: User, bea: User) -> None:
    def press() -> None:
        mine = {**factories.ANSWERS["plan"], "title": "Ann’s title"}
        assert applying.save_section(draft, plan(draft).section, mine, by=ann, version=1).clashes == ()

    assert race([press, typing(draft, bea, "b1", "what")]) == ["done", "done"]
    assert (plan(draft).values["title"], plan(draft).values["what"]) == ("Ann’s title", f"Bea Colleague {ROUNDS}")


def test_the_control_that_saves_the_whole_form_loses_somebodys_text(draft: Application, ann: User, bea: User) -> None:
    """The broken variant: read, change, write. It must lose a text here, or the tests above prove nothing."""
    looked = Barrier(2)

    def naive(code: str) -> Callable[[], None]:
        def save() -> None:
            with transaction.atomic():
                sheet = plan(draft)
                looked.wait(timeout=20)
                ApplicationAnswers.objects.filter(pk=sheet.pk).update(values={**sheet.values, code: "typed"})

        return save

    assert race([naive("title"), naive("what")]) == ["done", "done"]
    assert [plan(draft).values[code] for code in ("title", "what")].count("typed") == 1
