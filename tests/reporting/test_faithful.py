"""The check of words against their sources: the gate on labelled pairs, and each rule by itself.

A third of the pairs is marked `is_unseen`: no rule was changed for their sake.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from reporting.learning.faithful import RULES, Evidence, Finding, Limits, State, Verdict, check
from reporting.learning.faithful.names import names
from reporting.learning.faithful.numbers import numbers, pairs
from reporting.learning.faithful.words import clauses


def _read(name: str) -> list[dict[str, Any]]:
    path = Path(__file__).parent / "data" / f"{name}.json"
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["items"]
    return found


PAIRS = _read("rewrites")
HELD_OUT = _read("rewrites_held_out")  # written before a look at the rules; their misses were seen when rules were set
UNSEEN = _read("rewrites_unseen")  # written after the first rules were done; later ones were not set by them
NEW = _read("rewrites_new")  # written after the rules for plain turns; first measured 28 of 38, and 5 of 24 alarms


@dataclass(frozen=True)
class Tally:
    """How many wrong rewordings were caught, and how many fair ones were held up, each of how many."""

    caught: int
    wrong: int
    alarms: int
    fair: int

    @property
    def passes(self) -> bool:
        return self.caught >= 0.95 * self.wrong and self.alarms <= 0.15 * self.fair

    def __str__(self) -> str:
        return f"caught {self.caught} of {self.wrong}, false alarms {self.alarms} of {self.fair}"


def tally(items: list[dict[str, Any]], rules: Mapping[str, Any] = RULES) -> Tally:
    held = {item["id"]: judged(item, rules).state != State.PASSED for item in items}
    fair = [item for item in items if item["is_fair"]]
    wrong = [item for item in items if not item["is_fair"]]
    return Tally(sum(held[i["id"]] for i in wrong), len(wrong), sum(held[i["id"]] for i in fair), len(fair))


def judged(item: dict[str, Any], rules: Mapping[str, Any]) -> Verdict:
    evidence = {str(number): Evidence(text) for number, text in enumerate(item["sources"])}
    return check(item["claim"], list(evidence), evidence, about=item["about"], rules=rules)


def compare(claim: str, source: str, **facts: Any) -> Verdict:
    return check(claim, ["a"], {"a": Evidence(source)}, **facts)


def found(claim: str, source: str, **facts: Any) -> set[str]:
    """The names of the rules that found something."""
    return {finding.rule for finding in compare(claim, source, **facts).findings}


# The gate -----------------------------------------------------------------------------------------------------------


def test_the_first_word_in_square_brackets_is_no_name() -> None:
    assert names("[The group] came back. [Zuzanna Novak] did too.") == ["Zuzanna", "Novak"]


def test_the_pairs_are_many_and_mixed() -> None:
    unseen = [item for item in PAIRS if item["is_unseen"]]
    fair = sum(item["is_fair"] for item in PAIRS)

    assert len(PAIRS) >= 80
    assert 0.3 <= len(unseen) / len(PAIRS) <= 0.4
    assert 0.4 <= fair / len(PAIRS) <= 0.6
    assert len({item["id"] for item in PAIRS}) == len(PAIRS)
    assert {item["kind"] for item in PAIRS if not item["is_fair"]} == {
        *("number", "ratio", "negation", "name", "over-claim", "unsupported", "direction", "role")
    }


def test_the_check_catches_the_wrong_and_lets_the_fair_through(capsys: pytest.CaptureFixture[str]) -> None:
    seen = tally([item for item in PAIRS if not item["is_unseen"]])
    unseen = tally([item for item in PAIRS if item["is_unseen"]])
    whole = tally(PAIRS)

    held, last, new = tally(HELD_OUT), tally(UNSEEN), tally(NEW)
    every = tally([*PAIRS, *HELD_OUT, *UNSEEN, *NEW])

    with capsys.disabled():
        print(f"\nrewordings: first {whole} (seen {seen}; unseen {unseen})")  # noqa: T201
        print(f"held out {held}; unseen {last}; new {new}; all {every}")  # noqa: T201
    for one in (whole, held, last, every):
        assert one.passes, one
    assert (new.caught, new.alarms) == (32, 2), "as docs/learning.md says"


def test_the_pairs_apart_are_enough_and_mixed() -> None:
    for items, least in ((HELD_OUT, 60), (UNSEEN, 40)):
        fair = sum(item["is_fair"] for item in items)
        assert len(items) >= least
        assert 0.4 <= fair / len(items) <= 0.6
        assert len({item["kind"] for item in items if not item["is_fair"]}) == 8
    assert sum(item["is_fair"] for item in NEW) >= 20
    assert sum(not item["is_fair"] for item in NEW) >= 30


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("We lent nine kettles, and seven were still in use.", "Seven of the nine kettles were still in use."),
        ("Participants required assistance with forms.", "People needed help with forms."),
        ("The shed was not heated in winter.", "Nobody heated the shed in winter."),
    ],
)
def test_what_the_grammar_or_plain_words_make_the_same_passes(source: str, claim: str) -> None:
    assert found(claim, source) == set()


@pytest.mark.parametrize(
    ("source", "claim", "rule"),
    [
        ("Drivers took 18 people each week.", "Drivers took 18 people each month.", "numbers"),
        ("Members felt able to ask questions without fear.", "Members did not feel able to ask.", "negation"),
        ("They would rather walk than ride a bus.", "They would rather ride a bus than walk.", "roles"),
        ("Members swap tips.", "Members swap tips, and the hospital cut its waiting times.", "overlap"),
    ],
)
def test_each_new_rule_finds_what_it_is_for(source: str, claim: str, rule: str) -> None:
    assert rule in found(claim, source)


@pytest.mark.parametrize(
    ("source", "claim", "rule"),
    [
        ("Seven of the nine volunteers stayed.", "Most volunteers left within the year.", "direction"),
        ("Those who lived alone gained the most.", "Those who lived alone gained the least.", "direction"),
        ("The group kept going after the money ended.", "The group stopped when the money ended.", "direction"),
        ("Members were aware of the risk.", "Members were unaware of the risk.", "direction"),
        ("Some people said that they slept better.", "People slept better.", "people"),
        ("GPs and members chose the songs.", "GPs chose the songs.", "people"),
        ("One member in her eighties learned to swim.", "Members in their eighties learned to swim.", "people"),
        ("The hall cost £40 a session.", "The hall cost £40 a person.", "numbers"),
        ("Nobody was referred for months.", "Nobody was referred for weeks.", "numbers"),
        ("Staff were unsure whether the tablets saved time.", "Staff saw that the tablets saved time.", "absolutes"),
        ("Ask the manager, not the doctor.", "Ask the doctor, not the manager.", "roles"),
        ("Ask the manager, not the doctor.", "Do not ask the manager but the doctor.", "roles"),
        (
            "It was luck more than planning that we found the hall.",
            "We found the hall thanks to good planning.",
            "causes",
        ),
        ("Numbers fell because the hall was cold.", "Numbers fell because the bus was cut.", "causes"),
    ],
)
def test_each_plain_turn_of_the_sense_is_found(source: str, claim: str, rule: str) -> None:
    assert rule in found(claim, source)


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("Some people said that they slept better.", "Some slept better."),
        ("GPs and members chose the songs.", "GPs and people in the group chose the songs."),
        ("The hall cost £40 a session.", "The hall was £40 per session."),
        ("Staff were unsure whether the tablets saved time.", "Staff did not know if the tablets saved time."),
        ("Ask the manager, not the doctor.", "Ask the manager rather than the doctor."),
        ("Numbers fell because the hall was cold.", "Fewer people came because of the cold hall."),
        ("Nobody was referred for months.", "For months nobody was referred."),
    ],
)
def test_what_only_sounds_like_such_a_turn_passes(source: str, claim: str) -> None:
    assert found(claim, source) == set()


def test_a_model_of_meaning_vouches_for_other_words_and_points_at_another_sense() -> None:
    source, claim = "Walkers liked tea.", "Hikers enjoyed hot drinks."

    assert found(claim, source) == {"overlap"}
    assert found(claim, source, alike=lambda one, other: 0.7) == set()
    assert found("Walkers liked tea a lot.", source, alike=lambda one, other: 0.1) == {"overlap"}


def test_how_much_is_shared_at_least_is_a_number_of_the_method() -> None:
    source, claim = "Walkers liked tea.", "Walkers liked long songs by the sea."
    strict = Limits.of({"check_shared": 0.5, "check_near": 0.9})

    assert Limits.of({}) == Limits(0.2, 0.4, 0.6)
    assert found(claim, source) == set()
    assert found(claim, source, limits=strict) == {"overlap"}
    assert found("Hikers enjoyed hot drinks.", source, alike=lambda one, other: 0.7, limits=strict) == {"overlap"}


def test_no_fair_rewording_is_blocked_for_good() -> None:
    fair = [item for item in PAIRS if item["is_fair"]]

    assert [item["claim"] for item in fair if judged(item, RULES).state == State.BLOCKED] == []


@pytest.mark.parametrize("rule", ["numbers", "names", "negation", "absolutes"])
def test_a_check_without_one_of_its_main_rules_fails_the_gate(rule: str) -> None:
    broken = {name: find for name, find in RULES.items() if name != rule}

    assert not tally(PAIRS, broken).passes


def test_a_check_that_stops_everything_fails_the_gate() -> None:
    assert not tally(PAIRS, dict.fromkeys(RULES, _stop)).passes


def _stop(compared: Any) -> Iterator[Finding]:
    yield Finding("all", "No.", False)


# Sources ------------------------------------------------------------------------------------------------------------


def test_a_claim_without_a_source_is_blocked() -> None:
    verdict = check("Peers helped.", [], {})

    assert (verdict.state, verdict.reasons) == (
        State.BLOCKED,
        ["It has no source. Tie it to the words that it comes from, or leave it out."],
    )


def test_a_source_outside_the_evidence_blocks() -> None:
    verdict = check("Peers helped.", ["a", "b"], {"a": Evidence("Peers helped.")})

    assert verdict.state == State.BLOCKED
    assert "“b” is not among the evidence" in verdict.reasons[0]


def test_a_story_without_consent_blocks() -> None:
    verdict = check("Peers helped.", ["a"], {"a": Evidence("Peers helped.", is_allowed=False)})

    assert verdict.state == State.BLOCKED
    assert "may not be used" in verdict.reasons[0]


def test_the_words_of_the_source_pass() -> None:
    text = "In 2023, Zoë’s group at Café Beò met 12 times; £1,200 of £1,500 was spent, and nobody was left out."

    assert compare(text, text).state == State.PASSED
    assert compare(text, text).reasons == []


# Numbers ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value", "kind", "unit"),
    [
        ("14,200 people", Fraction(14200), "", ""),
        ("£2m", Fraction(2_000_000), "£", ""),
        ("38 pounds", Fraction(38), "£", ""),
        ("67%", Fraction(67, 100), "part", ""),
        ("fifty per cent", Fraction(1, 2), "part", ""),
        ("half of them", Fraction(1, 2), "part", ""),
        ("two thirds of them", Fraction(2, 3), "part", ""),
        ("a third of them", Fraction(1, 3), "part", ""),
        ("the third meeting", Fraction(3), "", ""),
        ("twenty-one walks", Fraction(21), "", ""),
        ("one hundred and five walks", Fraction(105), "", ""),
        ("two thousand and four hundred walks", Fraction(2400), "", ""),
        ("the sixth month", Fraction(6), "", "month"),
        ("month six", Fraction(6), "", "month"),
        ("a 12-week course", Fraction(12), "", "week"),
        ("twice as long", Fraction(2), "", ""),
        ("2.5 hours", Fraction(5, 2), "", "hour"),
        ("one year", Fraction(1), "", "year"),
    ],
)
def test_a_number_is_read_in_digits_and_in_words(text: str, value: Fraction, kind: str, unit: str) -> None:
    (number,) = numbers(text)

    assert (number.value, number.kind, number.unit) == (value, kind, unit)


@pytest.mark.parametrize("text", ["One woman came.", "No one came.", "We first met in spring.", "Somebody else did."])
def test_one_and_first_are_mostly_no_numbers(text: str) -> None:
    assert numbers(text) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("29 of the 41 people", [(29, 41)]),
        ("Of the 41 people who came, 29 stayed.", [(29, 41)]),
        ("one in five", [(1, 5)]),
        ("One of the nine volunteers left.", [(1, 9)]),
        ("seven out of twelve", [(7, 12)]),
        ("7/12", [(7, 12)]),
        ("£14,200 of the £18,000", [(14200, 18000)]),
        ("of the 41. Later 29 came.", []),
    ],
)
def test_a_pair_is_read_in_its_order(text: str, told: list[tuple[int, int]]) -> None:
    assert [(int(pair.some), int(pair.all)) for pair in pairs(text)] == told


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("37 people stayed.", "27 people stayed."),
        ("It cost £260.", "260 people came."),
        ("It took seven weeks.", "It took seven months."),
        ("Nearly all, 67%, stayed.", "67 people stayed."),
        ("11 of 7 people stayed.", "7 of 11 people stayed."),
        ("3 of 41 people slept worse.", "Of 41 people 29 slept better. 3 of 12 men slept worse."),
        ("Ninety people stayed.", "Nineteen people stayed."),
    ],
)
def test_a_number_that_the_source_has_not_blocks(claim: str, source: str) -> None:
    assert compare(claim, source).state == State.BLOCKED


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Six people stayed.", "6 people stayed."),
        ("Half of the people stayed.", "50% of the people stayed."),
        ("29 of the 41 people stayed.", "Of the 41 people 29 stayed."),
        ("In month six people stayed.", "In the sixth month people stayed."),
        ("Half of the people stayed.", "One in two people stayed."),
    ],
)
def test_a_number_may_be_written_in_another_way(claim: str, source: str) -> None:
    assert compare(claim, source).state == State.PASSED


def test_two_numbers_that_are_only_put_together_here_are_looked_at() -> None:
    verdict = compare("Five of the nine volunteers left.", "We had nine volunteers. Five volunteers left.")

    assert verdict.state == State.LOOK_AGAIN
    assert "“Five of the nine” in so many words" in verdict.reasons[0]


def test_about_thirty_does_not_become_thirty() -> None:
    assert compare("30 people stayed.", "About 30 people stayed.").reasons == [
        "The source says “about 30”. Say so too, or check that the number is exact."
    ]
    assert compare("About 30 people stayed.", "About 30 people stayed.").state == State.PASSED


def test_a_figure_has_to_exist() -> None:
    claim, source = "{{fig:confident.end.}} felt more confident.", "People felt more confident."

    assert compare(claim, source, figures={"confident.end."}).state == State.PASSED
    verdict = compare(claim, source, figures={"other.end."})
    assert (verdict.state, "no figure called “confident.end.”" in verdict.reasons[0]) == (State.BLOCKED, True)


# Names --------------------------------------------------------------------------------------------------------------


def test_a_name_is_known_from_the_source_or_from_the_project() -> None:
    source = "The nurse at Ninewells rang people, and Mòrag from Café Beò drove them."

    assert found("Morag drove people whom the nurse at Ninewells rang.", source) == set()
    assert found("The nurse in Dundee rang people.", source) == {"names"}
    assert found("The nurse in Dundee rang people.", source, about=["Dundee City"]) == set()


def test_capitals_at_the_start_of_a_sentence_are_names_only_where_it_is_plain() -> None:
    text = (
        "Heating helped. “Soup was good,” said Tam. Without Iain it failed. Eilidh MacAoidh came. Siùsaidh rang. "
        "NHS staff came. I was glad."
    )

    assert names(text) == ["Tam", "Iain", "Eilidh", "MacAoidh", "Siùsaidh", "NHS"]


def test_a_number_in_the_name_of_a_group_counts_nothing() -> None:
    assert found("The 45 Club walked on Skye.", "We walked on Skye.", about=["The 45 Club"]) == set()
    assert found("The Club of 45 walked on Skye.", "We walked on Skye.", about=["The 45 Club"]) == {"numbers"}


def test_a_months_name_is_a_name() -> None:
    assert found("The tutor was ill until March.", "The tutor was ill until January.") == {"names"}


# Negation, absolutes, direction, roles, mixing ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The bus came in winter.", "The bus never came in winter."),
        ("The bus didn’t come in winter.", "The bus came in winter."),
        ("Hardly any walker took the bus.", "A walker took the bus."),
        ("Mothers could come to the crèche.", "Without the crèche mothers could not come."),
        (
            "Walkers were paid for petrol. Drivers were not paid.",
            "Walkers were not paid for petrol. Drivers were paid.",
        ),
    ],
)
def test_a_no_that_is_lost_or_added_is_looked_at(claim: str, source: str) -> None:
    assert "negation" in found(claim, source)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("No bus came in winter.", "The bus never came in winter."),
        ("It was hard for walkers to reach the hall.", "It was not easy for walkers to reach the hall."),
        ("We met in the library and not in the hall.", "We met in the library instead of the hall."),
        ("Walkers liked the tea.", "Walkers liked the tea, but the hall was not warm."),
        ("At least nine people came to tea.", "Never fewer than nine people came to tea."),
        ("Walkers got tea each time.", "Walkers got tea."),
    ],
)
def test_the_same_sense_in_other_words_passes(claim: str, source: str) -> None:
    assert found(claim, source) == set()


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Everyone liked the tea.", "Walkers liked the tea."),
        ("The walks cured pain.", "The walks eased pain."),
        ("The walks were the best help for pain.", "The walks were a help for pain."),
        ("Most of the walkers liked the tea.", "Some of the walkers liked the tea."),
        ("The walks eased pain.", "The walks seemed to ease pain."),
    ],
)
def test_more_than_the_source_says_is_looked_at(claim: str, source: str) -> None:
    assert found(claim, source) == {"absolutes"}


def test_an_absolute_of_the_source_may_stand() -> None:
    assert found("All walkers always liked the tea.", "Every walker liked the tea every time.") == set()


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Attendance fell at the hall.", "Attendance rose at the hall."),
        ("Texts increased missed visits.", "Texts reduced missed visits."),
        ("Sleep was worse with a diary.", "Sleep was better with a diary."),
        ("Fewer walkers took the bus.", "More walkers took the bus."),
    ],
)
def test_another_direction_is_looked_at(claim: str, source: str) -> None:
    assert found(claim, source) == {"direction"}


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The nurses taught the members to pace.", "The members taught the nurses to pace."),
        ("People liked the hall rather than the library.", "People liked the library rather than the hall."),
        (
            "The nurses made soup, and the cooks measured pulses.",
            "The cooks made soup, and the nurses measured pulses.",
        ),
    ],
)
def test_changed_places_are_looked_at(claim: str, source: str) -> None:
    assert "roles" in found(claim, source)


def test_who_did_it_may_be_told_the_other_way_round() -> None:
    assert found("The nurses were taught by the members to pace.", "The members taught the nurses to pace.") == set()


def test_a_number_beside_other_words_is_looked_at() -> None:
    source = "29 people felt sure about their pain, and 12 people stopped at the second visit."

    assert "mixing" in found("12 people felt sure about their pain.", source)
    assert found("12 people stopped at the second visit.", source) == set()


# Overlap and the model ----------------------------------------------------------------------------------------------


def test_a_sentence_from_somewhere_else_is_looked_at_even_beside_one_that_is_right() -> None:
    source = "Walkers liked the tea after the walk."

    assert found("Walkers liked the tea. A council grant secured several posts.", source) == {"overlap"}


def test_a_model_of_meaning_is_asked_where_there_is_one() -> None:
    source = "Walkers liked the tea after the walk."

    assert found("Walkers liked the tea.", source, alike=lambda one, other: 0.39) == {"overlap"}
    assert found("Walkers liked the tea.", source, alike=lambda one, other: 0.4) == set()


def test_what_blocks_is_said_first() -> None:
    verdict = compare("Everyone at Elgin, 40 people, liked the tea.", "30 walkers liked the tea.")

    assert verdict.state == State.BLOCKED
    assert [finding.rule for finding in verdict.findings if finding.blocks] == ["numbers"]
    assert verdict.reasons[0] == "“40” is not in the source. Write the number as the source has it, or leave it out."
    assert len(verdict.reasons) == 3


def test_clauses_lose_no_letter() -> None:
    text = "We met once, and because it rained, we sang; “never again,” said Tam."

    assert "".join(clauses(text)).replace(" ", "") == text.replace(" ", "")
