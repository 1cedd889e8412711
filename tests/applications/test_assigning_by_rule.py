"""Rules of who reads what: worked out by hand, written on the page, run before the solver, given as seen."""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from applications import sharing_out
from applications.models import Application, Assessment, AssigningRule, Declaration, Tag, Tagging
from applications.sharing_out import Asked, Bid, Reader, Rule, by_rule, rule_list
from fund import readers
from fund.kit.states import Refused
from fund.models import GrantType, Letter, Priority, Round, Term, User, Vocabulary
from tests import factories

Door = Callable[[User | None], Client]
ISLANDS = frozenset({"tag:1"})


def bid(key: int, *facts: str, minutes: int = 10, wants: int = 2, topics: frozenset[str] = frozenset()) -> Bid:
    return Bid(key, f"Bid {key}", minutes, wants, topics=topics, facts=frozenset(facts))


def pairs(given: list[sharing_out.Given]) -> list[tuple[int, int]]:
    return [(each.bid.key, each.reader.key) for each in given]


# Worked out by hand --------------------------------------------------------------------------------------------------


def test_a_rule_by_name_gives_to_all_of_its_people_and_to_bids_of_its_kind_alone() -> None:
    asked = Asked((bid(1, "tag:1"), bid(2)), (Reader(11, "Lou"), Reader(12, "Una"), Reader(13, "Vic")))
    rule = Rule("tag is Islands", "tag:1", ((11, "Lou"), (12, "Una")))
    given, unmet, rest = by_rule.run(asked, [rule])
    assert (pairs(given), unmet) == ([(1, 11), (1, 12)], [])
    assert {each.why for each in given} == {"By rule: tag is Islands"}
    assert [each.wants for each in rest.bids] == [0, 2]
    assert [each.load for each in rest.readers] == [10, 10, 0]


def test_ties_limits_absence_and_earlier_asking_are_said() -> None:
    asked = Asked(
        (bid(1, "tag:1"),),
        (Reader(11, "Tia"), Reader(12, "Min", limit=9), Reader(13, "Old"), Reader(14, "Now"), Reader(15, "Adv")),
        {(1, 11): "tied", (1, 13): "asked before", (1, 14): "asked before", (1, 15): "advised"},
        current=frozenset({(1, 14)}),
    )
    people = ((11, "Tia"), (12, "Min"), (13, "Old"), (14, "Now"), (15, "Adv"), (16, "Far"))
    given, unmet, _ = by_rule.run(asked, [Rule("tag is Islands", "tag:1", people)])
    assert given == []
    assert unmet == [
        "Bid 1 is not read by Tia, who has ties to it.",
        "Bid 1 is not read by Min, who has no time left.",
        "Bid 1 is not read by Old, who was asked before.",
        "Bid 1 is not read by Adv, who advised on it.",
        "Bid 1 is not read by Far, who is away or no longer reads.",
    ]


def test_a_rule_by_number_gives_to_those_with_the_fewest_minutes() -> None:
    pain = frozenset({"Pain"})
    people = (
        Reader(11, "Full", knows=pain, load=30),
        Reader(12, "Half", knows=pain, load=15),
        Reader(13, "Free", knows=pain),
        Reader(14, "Other"),
    )
    asked = Asked((bid(1, "tag:1"), bid(2, "tag:1")), people)
    given, unmet, _ = by_rule.run(asked, [Rule("tag is Islands", "tag:1", number=2, knows="Pain")])
    # Bid 1: Free (0) and Half (15); then they have 10 and 25, and Full 30: bid 2 gets Free and Half again.
    assert (pairs(given), unmet) == ([(1, 13), (1, 12), (2, 13), (2, 12)], [])


def test_of_even_minutes_more_topics_in_common_come_first() -> None:
    people = (Reader(11, "One", knows=frozenset({"Pain"})), Reader(12, "Two", knows=frozenset({"Pain", "Heart"})))
    asked = Asked((bid(1, "tag:1", topics=frozenset({"Pain", "Heart"})),), people)
    given, _, _ = by_rule.run(asked, [Rule("tag is Islands", "tag:1", number=1, knows="Pain")])
    assert pairs(given) == [(1, 12)]


def test_who_knows_it_and_reads_already_counts_to_the_number() -> None:
    pain = frozenset({"Pain"})
    asked = Asked(
        (bid(1, "tag:1"),),
        (Reader(11, "Now", knows=pain), Reader(12, "New", knows=pain)),
        {(1, 11): "asked before"},
        current=frozenset({(1, 11)}),
    )
    rule = Rule("tag is Islands", "tag:1", number=1, knows="Pain")
    assert by_rule.run(asked, [rule])[0] == []
    given, unmet, _ = by_rule.run(asked, [Rule("tag is Islands", "tag:1", number=4, knows="Pain")])
    assert pairs(given) == [(1, 12)]
    assert unmet == ["Bid 1 wants 2 more readers who know about Pain: there is nobody else."]


def test_rules_run_in_their_order_and_later_ones_see_what_earlier_ones_gave() -> None:
    asked = Asked((bid(1, "tag:1", "area:S12"),), (Reader(11, "Min", limit=10), Reader(12, "Una")))
    first = Rule("tag is Islands", "tag:1", ((11, "Min"),))
    again = Rule("area is Skye", "area:S12", ((11, "Min"), (12, "Una")))
    given, unmet, _ = by_rule.run(asked, [first, again])
    assert ([each.why for each in given], unmet) == (["By rule: tag is Islands", "By rule: area is Skye"], [])
    assert by_rule.run(asked, [again, first])[0][0].why == "By rule: area is Skye"


def test_the_solver_fills_what_rules_leave_and_gives_nothing_twice() -> None:
    asked = Asked((bid(1, "tag:1"), bid(2)), (Reader(11, "Lou", is_lived=True), Reader(12, "Una")))
    sharing = by_rule.share(asked, [Rule("tag is Islands", "tag:1", ((11, "Lou"),))])
    assert sorted(pairs(list(sharing.given))) == [(1, 11), (1, 12), (2, 11), (2, 12)]
    assert {load.reader.key: load.minutes for load in sharing.loads} == {11: 20, 12: 20}
    assert sharing.unmet == ()


def test_a_rule_may_give_more_than_the_round_wants() -> None:
    people = tuple(Reader(key, f"R{key}") for key in (11, 12, 13))
    rule = Rule("tag is Islands", "tag:1", tuple((each.key, each.name) for each in people))
    assert len(by_rule.share(Asked((bid(1, "tag:1", wants=1),), people), [rule]).given) == 3


# On the page ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def round_(db: None) -> Round:
    return factories.make_round(closes_at=timezone.now() - timedelta(days=1), assessments_wanted=2)


@pytest.fixture
def pain(db: None) -> Term:
    words = Vocabulary.objects.create(slug="conditions", name="Conditions", version="1", is_current=True)
    return Term.objects.create(vocabulary=words, code="pain", name="Chronic pain")


def a_reader(name: str, *knows: Term) -> User:
    person = factories.make_person(name, "assessor")
    facts = {"languages": "", "away_from": None, "away_until": None, "experience": "lived", "most_minutes": None}
    readers.tell(by=person, knows=[str(term.pk) for term in knows], **facts)
    return person


def given(round_: Round) -> set[tuple[int, str]]:
    return {(each.bid.key, each.reader.name) for each in sharing_out.sharing_by_rules(round_).given}


def seen_on(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found is not None
    return found.group(1)


def test_every_kind_of_fact_finds_its_bids(round_: Round, pain: Term) -> None:
    lou, area = a_reader("Lou"), factories.make_area()
    kind = GrantType.objects.create(round=round_, code="new", name="New idea")
    priority = Priority.objects.create(round=round_, code="islands", name="Islands")
    tag = Tag.objects.create(name="Islands")
    tier = round_.tiers.get()
    factories.make_application(round_, state="submitted", tier=None)
    keys = {"tier": tier.pk, "type": kind.pk, "priority": priority.pk, "area": area.pk, "condition": pain.pk}
    for fact, key in (keys | {"tag": tag.pk}).items():
        rule = factories.make_reading_rule(round_, fact, str(key), readers=[lou])
        row = factories.make_application(round_, state="submitted", tier=tier if fact == "tier" else None)
        if fact in {"type", "priority"}:
            setattr(row, {"type": "grant_type"}.get(fact, fact), {"type": kind, "priority": priority}[fact])
            row.save()
        if fact == "area":
            row.areas.add(area)
        if fact == "condition":
            row.conditions.add(pain)
        if fact == "tag":
            Tagging.objects.create(application=row, tag=tag)
        assert given(round_) == {(row.pk, "Lou")}, fact
        rule.delete()


def test_an_officer_adds_a_rule_sees_what_it_gives_and_gives_it(round_: Round, olive: User, door: Door) -> None:
    lou, una = a_reader("Lou"), a_reader("Una")
    row = factories.make_application(round_, state="submitted")
    address = reverse("applications:add-reading-rule", args=[round_.slug])
    sent = {"about": f"tier:{round_.tiers.get().pk}", "who": "named", "readers": [lou.pk, una.pk], "number": "3"}
    assert door(olive).post(address, sent).status_code == 302
    rule = AssigningRule.objects.get()
    assert (rule.fact, rule.number, set(rule.readers.all())) == ("tier", None, {lou, una})
    page = html.unescape(door(olive).get(reverse("applications:reading-rules", args=[round_.slug])).content.decode())
    assert "Bids whose size is Small grant are read by Lou and Una" in " ".join(page.split())
    assert "By rule: size is Small grant" in page and "Give these 2 readings" in page
    assert not Assessment.objects.exists(), "looking gives nothing"
    give = reverse("applications:give-by-rules", args=[round_.slug])
    assert door(olive).post(give, {"seen": seen_on(page)}).status_code == 302
    assert set(row.assessments.values_list("assessor__name", flat=True)) == {"Lou", "Una"}
    assert Letter.objects.filter(kind="assigned").count() == 2
    assert door(olive).post(give, {"seen": seen_on(page)}).status_code == 409


def test_a_rule_by_number_is_written_on_the_page(round_: Round, pain: Term, olive: User, door: Door) -> None:
    a_reader("Lou", pain), a_reader("Una")
    row = factories.make_application(round_, state="submitted")
    sent = {"about": f"tier:{round_.tiers.get().pk}", "who": "knows", "number": "1", "knows": pain.pk}
    assert door(olive).post(reverse("applications:add-reading-rule", args=[round_.slug]), sent).status_code == 302
    assert given(round_) == {(row.pk, "Lou")}
    page = door(olive).get(reverse("applications:share-out", args=[round_.slug])).content.decode()
    assert "These rules run first" in page and "1 of those who know about Chronic pain" in page


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Choose which bids the rule is about"),
        ({"who": "named"}, "Choose at least one person"),
        ({"who": "knows"}, "Enter how many"),
        ({"who": "knows", "number": "1"}, "Choose what they know about"),
        ({"who": "knows", "number": "0"}, "Enter a number from 1 to 20"),
    ],
)
def test_what_is_missing_is_said(round_: Round, olive: User, door: Door, sent: dict[str, str], words: str) -> None:
    response = door(olive).post(reverse("applications:add-reading-rule", args=[round_.slug]), sent)
    assert (response.status_code, AssigningRule.objects.count()) == (422, 0)
    assert words in html.unescape(response.content.decode())


def test_rules_are_put_in_order_and_dropped(round_: Round, olive: User, door: Door) -> None:
    lou = a_reader("Lou")
    for key in ("1", "2", "3"):
        rule_list.add(round_, fact="tag", key=key, readers=[lou], by=olive)

    def order() -> list[str]:
        return list(round_.assigning_rules.values_list("key", flat=True))

    last = AssigningRule.objects.get(key="3")
    move = reverse("applications:move-reading-rule", args=[round_.slug, last.pk])
    assert door(olive).post(move, {"way": "up"}).status_code == 302
    assert order() == ["1", "3", "2"]
    for _ in range(3):
        door(olive).post(move, {"way": "up"})
    assert order() == ["3", "1", "2"]
    door(olive).post(move, {"way": "down"})
    assert order() == ["1", "3", "2"]
    assert door(olive).post(reverse("applications:drop-reading-rule", args=[round_.slug, last.pk])).status_code == 302
    assert order() == ["1", "2"]
    with pytest.raises(Refused, match="no longer in the list"):
        rule_list.move(last, up=True, by=olive)
    assert AssigningRule.history.filter(history_type="-").get().history_user == olive


def test_a_rule_of_another_round_is_not_found_here(round_: Round, olive: User, door: Door) -> None:
    rule = factories.make_reading_rule(factories.make_round(), "tag", "1", readers=[olive])
    for name in ("move-reading-rule", "drop-reading-rule"):
        assert door(olive).post(reverse(f"applications:{name}", args=[round_.slug, rule.pk])).status_code == 404


def test_a_rule_is_one_or_the_other(round_: Round, olive: User, pain: Term) -> None:
    lou = a_reader("Lou")
    for facts in ({}, {"readers": [lou], "number": 2, "knows": pain}):
        with pytest.raises(Refused, match="One of the two"):
            rule_list.add(round_, fact="tag", key="1", by=olive, **facts)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="what they know about"):
        rule_list.add(round_, fact="tag", key="1", by=olive, number=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_reading_rule(round_, "tag", "1", number=2)


def test_a_tie_declared_since_is_looked_at_again(round_: Round, olive: User) -> None:
    lou, una = a_reader("Lou"), a_reader("Una")
    row = factories.make_application(round_, state="submitted")
    factories.make_reading_rule(round_, "tier", str(round_.tiers.get().pk), readers=[lou, una])
    seen = sharing_out.fingerprint(sharing_out.sharing_by_rules(round_))
    Declaration.objects.create(application=row, user=lou, kind="family")
    with pytest.raises(Refused, match="Look again"):
        sharing_out.give_by_rules(round_, seen=seen, by=olive)
    assert not Assessment.objects.exists()


def test_a_tag_that_is_gone_is_said_and_gives_nothing(round_: Round, olive: User, door: Door) -> None:
    factories.make_reading_rule(round_, "tag", "987", readers=[a_reader("Lou")])
    factories.make_application(round_, state="submitted")
    page = door(olive).get(reverse("applications:reading-rules", args=[round_.slug])).content.decode()
    assert "tag is something that is no longer there" in page and "Nothing: no bid" in page


def test_sharing_out_gives_rules_and_the_rest_in_one_press(round_: Round, olive: User) -> None:
    lou = a_reader("Lou")
    a_reader("Una"), a_reader("Vic")
    rows = [factories.make_application(round_, state="submitted") for _ in range(2)]
    factories.make_reading_rule(round_, "tier", str(round_.tiers.get().pk), readers=[lou])
    seen = sharing_out.fingerprint(sharing_out.sharing_of(round_, lived=0))
    assert sharing_out.give(round_, lived=0, seen=seen, by=olive) == 4
    assert [row.assessments.filter(assessor=lou).count() for row in rows] == [1, 1]
    assert set(Application.objects.values_list("state", flat=True)) == {"in_assessment"}


def test_the_page_costs_the_same_for_1_and_30(round_: Round, olive: User, door: Door) -> None:
    client, lou = door(olive), a_reader("Lou")
    address = reverse("applications:reading-rules", args=[round_.slug])

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    def more() -> None:
        factories.make_application(round_, state="submitted")
        factories.make_reading_rule(round_, "tier", str(round_.tiers.get().pk), readers=[lou])

    more()
    first = cost()
    for _ in range(29):
        more()
    assert cost() == first
