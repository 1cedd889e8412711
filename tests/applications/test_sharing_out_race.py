"""Two officers at once: what one gives counts when the other's file or rules are given."""

from collections.abc import Callable
from threading import Barrier

import pytest
from django.db import transaction

from applications import assigning, sharing_out
from applications.models import Application, Assessment, AssigningRule
from applications.sharing_out import by_file, of_round, rule_list
from fund import readers
from fund.models import Letter, Round, User
from tests import factories
from tests.racing import looking_first, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def small() -> User:
    """Somebody who takes on one minute of reading; each bid here takes one."""
    person = factories.make_person("Min", "assessor")
    facts = {"languages": "", "away_from": None, "away_until": None, "experience": "lived"}
    readers.tell(by=person, knows=[], most_minutes=1, **facts)
    readers.agree(by=person)
    return person


def sealed(round_: Round, bid: Application, reader: User) -> str:
    return by_file.seal(round_, by_file.check(round_, [(1, [bid.reference, reader.email])]))


def test_two_files_never_give_somebody_more_than_they_take_on(round_: Round, small: User, olive: User) -> None:
    files = [sealed(round_, factories.make_application(round_, state="submitted"), small) for _ in range(4)]

    def giving(file: str) -> Callable[[], object]:
        return lambda: by_file.give(round_, sealed=file, by=olive)

    assert race([giving(file) for file in files]) == ["done"] + ["refused"] * 3
    assert Assessment.objects.filter(assessor=small).count() == 1


def test_without_the_lock_they_would(round_: Round, small: User, olive: User) -> None:
    """The control: both look before either has given, and both find a minute left."""
    bids = [factories.make_application(round_, state="submitted") for _ in range(2)]
    looked = Barrier(2)

    def giving(bid: Application) -> Callable[[], object]:
        def give() -> None:
            with transaction.atomic():
                assert by_file.check(round_, [(1, [bid.reference, small.email])]).faulty == []
                looked.wait(timeout=10)
                assigning.assign(bid, [small], by=olive)

        return give

    assert race([giving(bid) for bid in bids]) == ["done", "done"]
    assert Assessment.objects.filter(assessor=small).count() == 2


def test_eight_presses_give_what_the_rules_say_once(round_: Round, olive: User, sam: User) -> None:
    bid = factories.make_application(round_, state="submitted")
    factories.make_reading_rule(round_, "tier", str(bid.tier_id), readers=[sam])
    seen = sharing_out.fingerprint(sharing_out.sharing_by_rules(round_))

    def press() -> None:
        sharing_out.give_by_rules(round_, seen=seen, by=olive)

    assert race([press] * 8) == ["done"] + ["refused"] * 7
    assert Letter.objects.filter(kind="assigned").count() == 1


def test_rules_written_at_once_each_get_a_place_of_their_own(round_: Round, olive: User, sam: User) -> None:
    def write() -> None:
        rule_list.add(round_, fact="tag", key="1", readers=[sam], by=olive)

    assert race([write] * 5) == ["done"] * 5
    assert sorted(AssigningRule.objects.values_list("position", flat=True)) == [1, 2, 3, 4, 5]


def test_the_control_that_takes_the_next_free_place_gives_one_place_twice(round_: Round) -> None:
    """The obvious code: count the rules, then write the next. It must fail here."""
    rules = AssigningRule.objects.filter(round=round_)
    answers = looking_first(
        lambda: rules.count() + 1,
        lambda place: AssigningRule.objects.create(round=round_, position=place, fact="tag", key="1"),
    )
    assert answers == ["done", "done"] and list(rules.values_list("position", flat=True)) == [1, 1]


def test_the_control_without_the_lock_of_the_round_shares_one_thing_out_twice(
    round_: Round, small: User, olive: User, sam: User
) -> None:
    """Both find the same readings to give, and each is told that theirs were given."""
    factories.make_application(round_, state="submitted")
    readers.agree(by=sam)
    seen = sharing_out.fingerprint(sharing_out.sharing_of(round_, lived=0))
    answers = looking_first(
        lambda: sharing_out.sharing_of(round_, lived=0), lambda sharing: of_round._give(sharing, seen, olive)
    )
    assert answers == ["done", "done"]


def test_eight_presses_give_what_was_shared_out_once(round_: Round, olive: User, sam: User) -> None:
    factories.make_application(round_, state="submitted")
    readers.agree(by=sam)
    seen = sharing_out.fingerprint(sharing_out.sharing_of(round_, lived=0))
    assert race([lambda: sharing_out.give(round_, lived=0, seen=seen, by=olive)] * 8) == ["done"] + ["refused"] * 7
    assert Letter.objects.filter(kind="assigned").count() == 1


def test_the_control_that_looks_first_gives_more_than_somebody_takes_on(
    round_: Round, small: User, olive: User
) -> None:
    """Two officers look at two bids, find a minute left for each, and give."""
    bids = [factories.make_application(round_, state="submitted") for _ in range(2)]
    rest = iter(bids)

    def look() -> Application:
        assert not Assessment.objects.filter(assessor=small).exists()
        return next(rest)

    assert looking_first(look, lambda bid: assigning.assign(bid, [small], by=olive)) == ["done", "done"]
    assert Assessment.objects.filter(assessor=small).count() == 2
