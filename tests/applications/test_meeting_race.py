"""Several chairs and members at one meeting in the same moment."""

from collections.abc import Callable
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from applications import assessing, meeting, ranking
from applications.meeting.screen import standing_of
from applications.models import AgendaItem, Application, Decision, Leaving, Meeting
from applications.on_table import bump
from fund.kit.states import Refused
from fund.models import MoneySource, Role, Round, User
from tests import factories
from tests.racing import looking_first, overtaken, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def bids(round_: Round) -> list[Application]:
    """Four bids of £40,000 in a round of £50,000."""
    MoneySource.objects.filter(round=round_).update(amount=50_000)
    return [factories.make_application(round_, state="in_assessment", amount=Decimal(40_000)) for _ in range(4)]


def sit_down(round_: Round, bids: list[Application], members: list[User], by: User) -> Meeting:
    """A meeting that runs, with these members in the room; none of them has ties."""
    row = factories.make_meeting(round_, chair=by, members=members, state="running")
    for position, bid in enumerate(bids):
        AgendaItem.objects.create(meeting=row, application=bid, position=position)
    for person in members:
        for bid in bids:
            assessing.declare_for_panel(bid, by=person, kind="none")
    return row


@pytest.fixture
def running(round_: Round, bids: list[Application], pat: User, olive: User) -> Meeting:
    return sit_down(round_, bids, [pat, factories.make_person("Mia Member", "panel")], olive)


def fresh(item: AgendaItem) -> AgendaItem:
    return AgendaItem.objects.select_related("meeting", "application__round", "application__organisation").get(
        pk=item.pk
    )


def putting(item: AgendaItem, by: User) -> Callable[[], None]:
    return lambda: meeting.put_on_table(fresh(item), by=by)


def awarding(item: AgendaItem, by: User, amount: int = 40_000) -> Callable[[], Decision]:
    return lambda: meeting.decide(fresh(item), outcome="award", reason="A plan.", amount=Decimal(amount), by=by)


def open_items(running: Meeting) -> list[int]:
    rows = running.agenda.filter(opened_at__isnull=False, closed_at=None)
    return list(rows.values_list("pk", flat=True))


@pytest.mark.parametrize("turn", range(3))
def test_four_chairs_who_put_four_bids_on_the_table_end_with_one(running: Meeting, olive: User, turn: int) -> None:
    answers = race([putting(item, olive) for item in running.agenda.all()])
    running.refresh_from_db()
    assert answers == ["done"] * 4
    assert open_items(running) == [running.on_table_id]
    assert running.agenda.exclude(closed_at=None).count() == 3


def test_the_control_that_looks_first_leaves_two_on_the_table(running: Meeting) -> None:
    """The obvious code: see what is on the table, take it off, put the other there. It must fail here."""
    looked = Barrier(2)

    def naive(item: AgendaItem) -> Callable[[], None]:
        def put() -> None:
            with transaction.atomic():
                held = Meeting.objects.get(pk=running.pk)
                before = held.on_table
                looked.wait(timeout=20)
                if before is not None:
                    AgendaItem.objects.filter(pk=before.pk).update(closed_at=running.starts_at)
                AgendaItem.objects.filter(pk=item.pk).update(opened_at=running.starts_at)
                Meeting.objects.filter(pk=running.pk).update(on_table=item)

        return put

    assert race([naive(item) for item in list(running.agenda.all())[:2]]) == ["done", "done"]
    assert len(open_items(running)) == 2


@pytest.mark.parametrize("turn", range(3))
def test_four_who_decide_one_bid_at_once_leave_one_decision(running: Meeting, olive: User, turn: int) -> None:
    item = running.agenda.all()[0]
    putting(item, olive)()
    amounts = (10_000, 20_000, 30_000, 40_000)
    assert race([awarding(item, olive, amount) for amount in amounts]) == ["done"] * 4
    decision = Decision.objects.get()
    assert [row.amount for row in decision.history.order_by("history_id")][-1] == decision.amount
    assert decision.history.count() == 4


def naively(bid: Application, by: User, amount: int = 40_000) -> Decision:
    """Write a decision without holding anything."""
    return Decision.objects.create(
        application=bid, outcome="award", amount=amount, reason="A plan.", decided_by=by, decided_at=timezone.now()
    )


def test_the_control_that_looks_for_a_decision_first_ends_in_a_fault(running: Meeting, olive: User) -> None:
    """The obvious code: see that nobody has decided, then decide. It must fail here: a fault, and one voice lost."""
    bid = running.agenda.all()[0].application
    assert bid is not None
    with pytest.raises(IntegrityError):
        looking_first(
            lambda: Decision.objects.filter(application=bid).exists(), lambda seen: seen or naively(bid, olive)
        )
    assert Decision.objects.get().history.count() == 1


@pytest.mark.parametrize("turn", range(3))
def test_of_four_who_saw_no_decision_and_no_notes_one_is_first_and_nobody_writes_over_them(
    running: Meeting, olive: User, turn: int
) -> None:
    item = running.agenda.all()[0]
    putting(item, olive)()

    def declining(reason: str) -> Callable[[], Decision]:
        return lambda: meeting.decide(fresh(item), outcome="decline", reason=reason, seen="", by=olive)

    def noting(words: str) -> Callable[[], None]:
        return lambda: meeting.write_notes(fresh(item), notes=words, seen="", by=olive)

    words = [f"Words of number {n}." for n in range(4)]
    for writing in (declining, noting):
        assert race([writing(each) for each in words]) == ["done", "refused", "refused", "refused"]
    assert Decision.objects.get().history.count() == 1 and fresh(item).notes in words


def test_the_control_that_looks_at_the_notes_first_writes_over_them(running: Meeting, olive: User) -> None:
    item = running.agenda.all()[0]
    putting(item, olive)()
    answers = overtaken(
        lambda: fresh(item).notes,
        lambda seen: seen == "" and AgendaItem.objects.filter(pk=item.pk).update(notes="Late words."),
        meanwhile=lambda: meeting.write_notes(fresh(item), notes="Early words.", seen="", by=olive),
    )
    assert answers == ["done", "done"] and fresh(item).notes == "Late words."


@pytest.mark.parametrize("turn", range(3))
def test_four_meetings_that_decide_at_once_never_pass_the_money(
    round_: Round, bids: list[Application], pat: User, olive: User, turn: int
) -> None:
    items = []
    for bid in bids:
        item = sit_down(round_, [bid], [pat], olive).agenda.get()
        putting(item, olive)()
        items.append(item)
    assert race([awarding(item, olive) for item in items]) == ["done", "refused", "refused", "refused"]
    assert ranking.decided_of(round_) == 40_000


@pytest.mark.parametrize("turn", range(3))
def test_a_bid_is_decided_or_the_next_is_on_the_table_first(running: Meeting, olive: User, turn: int) -> None:
    """A decision that comes as the chair goes on counts whole or is refused with its reason."""
    first, second = list(running.agenda.all())[:2]
    putting(first, olive)()
    answers = race([awarding(first, olive), putting(second, olive)])
    first.application.refresh_from_db()
    has_decision = Decision.objects.filter(application=first.application).exists()
    assert has_decision == (answers == ["done", "done"]) == (first.application.state == "decided")
    assert not decided_off_the_table(first)


def decided_off_the_table(item: AgendaItem) -> bool:
    """Say whether a bid was decided after it had left the table."""
    item.refresh_from_db()
    late = Decision.objects.filter(application=item.application_id, decided_at__gt=item.closed_at)
    return late.exists()


def test_the_control_that_looks_at_the_table_first_decides_what_is_no_longer_on_it(
    running: Meeting, olive: User
) -> None:
    first, second = list(running.agenda.all())[:2]
    putting(first, olive)()
    bid = first.application
    assert bid is not None
    answers = overtaken(
        lambda: Meeting.objects.get(pk=running.pk).on_table_id == first.pk,
        lambda is_there: is_there and naively(bid, olive),
        meanwhile=putting(second, olive),
    )
    assert answers == ["done", "done"] and decided_off_the_table(first)


@pytest.mark.parametrize("turn", range(3))
def test_ties_said_while_a_bid_comes_on_the_table_are_in_the_minutes(
    running: Meeting, pat: User, olive: User, turn: int
) -> None:
    item = running.agenda.all()[0]

    def say() -> None:
        assessing.declare_for_panel(Application.objects.get(pk=item.application_id), by=pat, kind="family")

    assert race([putting(item, olive), say]) == ["done", "done"]
    assert standing_of(pat, item.application) == "closed"
    meeting.take_off_table(Meeting.objects.get(pk=running.pk), by=olive)
    assert Leaving.objects.get().person == pat


def test_the_control_that_looks_for_ties_first_writes_no_leaving_into_the_minutes(
    running: Meeting, pat: User, olive: User
) -> None:
    item = running.agenda.all()[0]
    bid = Application.objects.get(pk=item.application_id)

    def put(tied: list[int]) -> None:
        AgendaItem.objects.filter(pk=item.pk).update(opened_at=timezone.now())
        Meeting.objects.filter(pk=running.pk).update(on_table=item)
        for person in tied:
            Leaving.objects.create(item=item, person_id=person)

    answers = overtaken(
        lambda: list(bid.declarations.conflicts().values_list("user", flat=True)),
        put,
        meanwhile=lambda: assessing.declare_for_panel(bid, by=pat, kind="family"),
    )
    assert answers == ["done", "done"] and standing_of(pat, bid) == "closed"
    assert not Leaving.objects.exists()


@pytest.mark.parametrize("turn", range(3))
def test_the_last_free_member_finds_ties_as_the_chair_decides(
    round_: Round, bids: list[Application], pat: User, olive: User, turn: int
) -> None:
    """Either the decision came first, with its quorum, or it is refused for want of one."""
    item = sit_down(round_, bids[:1], [pat], olive).agenda.get()
    putting(item, olive)()

    def say() -> None:
        assessing.declare_for_panel(Application.objects.get(pk=item.application_id), by=pat, kind="work")

    race([awarding(item, olive), say])
    said = pat.declarations.get(application=item.application)
    decision = Decision.objects.filter(application=item.application).first()
    assert decision is None or decision.decided_at < said.declared_at


def test_the_control_that_counts_the_free_members_first_decides_with_nobody_left(
    round_: Round, bids: list[Application], pat: User, olive: User
) -> None:
    item = sit_down(round_, bids[:1], [pat], olive).agenda.get()
    putting(item, olive)()
    bid = bids[0]
    answers = overtaken(
        lambda: bid.declarations.filter(kind="none").count(),
        lambda free: free and naively(bid, olive),
        meanwhile=lambda: assessing.declare_for_panel(bid, by=pat, kind="work"),
    )
    assert answers == ["done", "done"]
    assert Decision.objects.get().decided_at > pat.declarations.get(application=bid).declared_at


def test_a_meeting_that_ends_as_somebody_decides_counts_it_or_refuses(running: Meeting, olive: User) -> None:
    item = running.agenda.all()[0]
    putting(item, olive)()
    answers = race([awarding(item, olive), lambda: meeting.close(Meeting.objects.get(pk=running.pk), by=olive)])
    assert Meeting.objects.get(pk=running.pk).state == "closed"
    assert Decision.objects.exists() == (answers == ["done", "done"])
    assert not decided_off_the_table(item)


def test_the_control_that_looks_whether_it_runs_decides_when_it_has_ended(running: Meeting, olive: User) -> None:
    item = running.agenda.all()[0]
    putting(item, olive)()
    bid = item.application
    assert bid is not None
    answers = overtaken(
        lambda: Meeting.objects.get(pk=running.pk).state == "running",
        lambda runs: runs and naively(bid, olive),
        meanwhile=lambda: meeting.close(Meeting.objects.get(pk=running.pk), by=olive),
    )
    assert answers == ["done", "done"] and decided_off_the_table(item)


@pytest.mark.parametrize("turn", range(3))
def test_an_answer_or_a_word_on_ties_as_the_chair_decides_waits_its_turn(
    running: Meeting, pat: User, olive: User, ann: User, turn: int
) -> None:
    """All of them hold the meeting first, so none waits for another in a ring."""
    item = running.agenda.all()[0]
    bid = item.application
    assert bid is not None
    putting(item, olive)()
    question, other = [meeting.ask(bid, words=f"Why {n}?", until=timezone.localdate(), by=olive) for n in (1, 2)]
    verbs: list[Callable[[], object]] = [
        awarding(item, olive),
        lambda: meeting.answer(question, answer="Because.", by=ann),
        lambda: meeting.take_back(other, by=olive),
        lambda: assessing.declare_for_panel(bid, by=pat, kind="work"),
    ]
    answers = race(verbs)  # raises a deadlock
    assert answers == ["done"] * 4
    running.refresh_from_db()
    question.refresh_from_db()
    assert question.state == "answered" and running.revision == 7


def test_the_control_that_holds_the_bid_before_its_meeting_ends_in_a_deadlock(running: Meeting, olive: User) -> None:
    """The obvious code: hold the bid, write the answer, then tell the meeting. It must fail here."""
    item = running.agenda.all()[0]
    putting(item, olive)()
    both = Barrier(2)

    def answer() -> None:
        with transaction.atomic():
            Application.objects.select_for_update(of=("self",), no_key=True).get(pk=item.application_id)
            both.wait(timeout=20)
            bump(running)

    def decide() -> None:
        with transaction.atomic():
            Meeting.objects.select_for_update(of=("self",), no_key=True).get(pk=running.pk)
            both.wait(timeout=20)
            awarding(item, olive)()

    with pytest.raises(OperationalError, match="deadlock detected"):
        race([answer, decide])


def test_somebody_who_lost_the_role_does_not_make_up_the_quorum(running: Meeting, pat: User, olive: User) -> None:
    item = running.agenda.all()[0]
    putting(item, olive)()
    Role.objects.filter(kind="panel").delete()
    with pytest.raises(Refused, match="0 of the 1 members needed"):
        awarding(item, olive)()
