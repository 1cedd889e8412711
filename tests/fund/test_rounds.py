"""Rounds from files: real ones load, bad ones name every fault on its line, and what is published stays as it was."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from applications.models import ApplicationAnswers
from fund import rounds
from fund.kit.states import Refused
from fund.models import Fund, Question, Questionnaire, Round, Section, Tier, User
from fund.rounds import BadFile
from fund.rounds.lines import Lines
from tests import factories

pytestmark = pytest.mark.django_db

REAL = sorted(rounds.FOLDER.glob("*.toml"))
DEMO = sorted((rounds.FOLDER / "demo").glob("*.toml"))

WHOLE = """\
fund = "self-management-fund"
slug = "a-round"
code = "AR-1"
name = "A round"

[dates]
opens_at = 2027-01-04T09:00:00
closes_at = 2027-02-01T09:00:00

[[money]]
name = "Scottish Government"
amount = 1000.50

[[tiers]]
code = "small"
name = "Small grant"
cap = 15000

[[criteria]]
code = "need"
name = "People asked for it"
[criteria.anchors]
"0" = "Nobody did"
"5" = "They had the idea"

[[budget_headings]]
code = "staff"
name = "Staff"

[[application.sections]]
code = "plan"
title = "Your plan"
assessors_see_it = true

[[application.sections.questions]]
code = "title"
kind = "line"
label = "Name of your project"
max = 120
fills = "title"

[[application.sections.questions]]
code = "budget"
kind = "budget"
label = "What will it cost?"
fills = "amount"

[[application.sections.questions]]
code = "colour"
kind = "one_of"
label = "Which colour?"
required = false
options = [
  { code = "red", name = "Red" },
  { code = "blue", name = "Blue" },
]
"""


def with_lines(*changes: tuple[str, str]) -> str:
    """The whole file with some words changed."""
    text = WHOLE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def faults(text: str) -> list[str]:
    return [str(fault) for fault in rounds.check(text).faults]


def fault(*changes: tuple[str, str]) -> str:
    """The one fault of a file that is whole but for these changes."""
    [found] = faults(with_lines(*changes))
    return found


# The real rounds ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*REAL, *DEMO], ids=lambda path: path.stem)
def test_every_round_file_loads_and_a_second_time_changes_nothing(path: Path) -> None:
    round_ = rounds.load(path, by=None)
    history = round_.history.count()
    rows = list(Question.objects.order_by("pk").values())
    again = rounds.load(path, by=None)
    assert again.pk == round_.pk
    assert again.history.count() == history
    assert list(Question.objects.order_by("pk").values()) == rows
    assert round_.state == ("draft" if path in DEMO else "past")
    assert round_.is_demo is (path in DEMO)
    assert round_.sources_of_facts != []


def test_at_least_six_real_rounds_have_their_questions() -> None:
    for path in REAL:
        rounds.load(path, by=None)
    assert Round.objects.filter(questionnaires__purpose="application").count() == 7
    assert Round.objects.count() == 14


@pytest.mark.parametrize("path", [*REAL, *DEMO], ids=lambda path: path.stem)
def test_assessors_and_panel_see_the_plan_and_the_budget_only(path: Path) -> None:
    round_ = rounds.load(path, by=None)
    seen = Section.objects.filter(questionnaire__round=round_, questionnaire__purpose="application", panel_sees_it=True)
    assert {section.code for section in seen} <= {"plan", "together", "budget"}  # the plan of some rounds has two parts
    assert not seen.exclude(assessors_see_it=True).exists()
    assert not Question.objects.filter(section__in=seen).exclude(privacy="business").exists()


def load(name: str) -> Round:
    return rounds.load(rounds.FOLDER / f"{name}.toml", by=None)


def test_impact_2012_has_four_sizes_two_of_them_capped_for_each_year() -> None:
    round_ = load("2012-impact-1")
    sizes = {tier.code: (tier.cap, tier.cap_per_year, tier.max_months, tier.plan_pages) for tier in round_.tiers.all()}
    assert sizes == {
        "starter": (Decimal(5000), None, 12, 2),
        "small": (Decimal(20000), None, 12, 2),
        "main": (None, Decimal(100000), 36, 6),
        "strategic": (None, Decimal(150000), 36, 8),
    }
    assert round_.closes_at == datetime(2012, 12, 14, 17, tzinfo=UTC)
    assert round_.opens_at is None


def test_a_cap_for_each_year_counts_each_started_year() -> None:
    main = load("2012-impact-1").tiers.get(code="main")
    asked = {months: main.most_for(months) for months in (1, 12, 13, 24, 25, 36)}
    assert asked == {1: 100000, 12: 100000, 13: 200000, 24: 200000, 25: 300000, 36: 300000}
    assert load("2012-impact-1").tiers.get(code="starter").most_for(12) == 5000
    assert load("2015-transforming").tiers.get().most_for(60) is None
    assert Tier(cap=250000, cap_per_year=100000).most_for(36) == 250000


def test_transforming_lets_people_choose_one_of_three_types() -> None:
    round_ = load("2015-transforming")
    assert [each.name for each in round_.grant_types.all()] == ["Innovation", "Development", "Sustainability"]
    question = Question.objects.get(section__questionnaire__round=round_, fills="grant_type")
    assert (question.kind, question.settings) == ("one_of", {"options_from": "types"})
    assert round_.tiers.get().max_months == 60


def test_working_together_2019_closed_on_a_sunday_and_had_a_gift() -> None:
    round_ = load("2019-working-together")
    assert round_.closes_at == datetime(2019, 6, 30, 16, tzinfo=UTC)  # 5pm in summer
    assert round_.closes_at.strftime("%A") == "Sunday"
    assert round_.announcement_on == date(2019, 10, 8)
    assert round_.sources.get(name="William Grant Foundation").amount == 150000
    tier = round_.tiers.get()
    assert (tier.cap, tier.min_months, tier.max_months) == (30000, 12, 18)
    assert (round_.awards_made, round_.amount_awarded) == (53, 1200000)
    assert any("17:00 stands in" in words for words in round_.facts_not_known)


def test_resilience_2020_asks_new_groups_for_other_papers() -> None:
    rules = load("2020-resilience-recovery-1").document_rules.all()
    assert {rule.code: (rule.applies_to, rule.wanted) for rule in rules} == {
        "supporting-statements": ("all", 2),
        "governing-document": ("all", 1),
        "accounts": ("established", 2),
        "bank-statements": ("new", 1),
        "budget-plans": ("new", 1),
    }


def test_self_management_for_life_2_closes_on_a_monday_at_nine() -> None:
    round_ = load("2024-self-management-for-life-2")
    assert round_.closes_at == datetime(2025, 1, 27, 9, tzinfo=UTC)
    assert round_.closes_at.strftime("%A") == "Monday"
    assert round_.priorities.count() == 3
    assert {tier.code: (tier.cap, tier.max_months) for tier in round_.tiers.all()} == {
        "small": (15000, 12),
        "large": (120000, 36),
    }
    assert round_.criteria.count() == 5
    assert {criterion.anchors.count() for criterion in round_.criteria.all()} == {6}


@pytest.mark.parametrize("path", DEMO, ids=lambda path: path.stem)
def test_a_demo_round_is_whole_enough_to_publish(path: Path, morag: User) -> None:
    round_ = rounds.load(path, by=morag)
    assert "demo" in round_.name
    rounds.publish(round_, by=morag)
    slots = (
        Question.objects.filter(section__questionnaire__round=round_).exclude(slot="").values_list("slot", flat=True)
    )
    assert {*slots} == {"did", "worked", "did_not_work", "for_whom", "circumstances", "cost", "others_need", "next"}
    fills = Question.objects.filter(section__questionnaire__round=round_).exclude(fills="")
    assert {question.fills for question in fills} == {
        "title", "summary", "priority", "tier", "months", "areas", "conditions", "amount",
    }  # fmt: skip


# Faults ---------------------------------------------------------------------------------------------------------------

BAD = """\
slug = "Bad Round"
code = "bad"
nmae = "Bad"
state = "open"
max_score = "five"

[dates]
opens_at = 2027-03-28T01:30:00
closes_at = 2026-10-25T01:30:00
panel_on = 2027-05-02
decisions_on = 2027-05-01

[[tiers]]
code = "small"
name = "Small"
cap = -1
[[tiers]]
code = "small"
name = "Also small"
min_months = 12
max_months = 6

[[criteria]]
code = "need"
name = "Need"
weight = 0
[criteria.anchors]
"9" = "Outside"

[[application.sections]]
code = "plan"
title = "Plan"
panel_sees_it = true
[[application.sections.questions]]
code = "phone"
kind = "fone"
label = "Phone"
privacy = "personal"
[[application.sections.questions]]
code = "which"
kind = "one_of"
label = "Which?"
[[application.sections.questions]]
code = "mood"
kind = "one_of"
label = "Mood?"
options_from = "moods"
[[application.sections.questions]]
code = "mood"
kind = "number"
label = "How many?"
words = 100
fills = "month"
"""


def test_a_bad_file_names_every_fault_on_its_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(BAD)
    with pytest.raises(BadFile) as refusal:
        rounds.load(path, by=None)
    assert refusal.value.words.splitlines()[0] == "bad.toml has 22 faults. Nothing was written."
    lines = [1, 1, 1, 2, 3, 4, 5, 8, 9, 11, 16, 18, 21, 26, 28, 36, 38, 39, 47, 49, 52, 53]
    assert [found.line for found in refusal.value.faults] == lines
    assert Round.objects.count() == Fund.objects.count() == 0


def test_the_command_shows_the_faults_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(BAD)
    with pytest.raises(CommandError, match="No round was written"):
        call_command("loadround", str(path))
    shown = capsys.readouterr().err
    assert "line 5: ‘max_score’ must be a number" in shown
    assert "line 18: The code ‘small’ is taken already, on line 14. Choose another." in shown
    assert len(shown.strip().splitlines()) == 23
    assert Round.objects.count() == 0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "A round"', 'name = "A round"\ntiers_ = 1', "line 5: ‘tiers_’ is not known. Did you mean ‘tiers’?"),
        ('name = "A round"', "name = 5", "line 4: ‘name’ must be words in quotation marks"),
        ('name = "A round"', 'name = ""', "line 4: ‘name’ is missing."),
        ('name = "A round"', f'name = "{"x" * 151}"', "line 4: ‘name’ has 151 characters; at most 150 fit."),
        ('name = "A round"', 'name = "A\\u0000B"', "line 4: ‘name’ holds a character that cannot be printed"),
        ('name = "A round"', 'name = "A round"\nis_demo = "yes"', "line 5: ‘is_demo’ must be true or false"),
        ('name = "A round"', 'name = "A round"\nassessments_wanted = -1', "line 5: ‘assessments_wanted’ is -1"),
        ('name = "A round"', 'name = "A round"\nassessments_wanted = true', "must be a whole number"),
        ('name = "A round"', 'name = "A round"\nassessments_wanted = 99999', "cannot be over 32,767"),
        ('name = "A round"', 'name = "A round"\nfacts_not_known = "none"', "line 5: ‘facts_not_known’ must be a list"),
        ('name = "A round"', 'name = "A round"\nmin_score = 5', "line 1: ‘max_score’ must be over ‘min_score’."),
        ('fund = "self-management-fund"', 'fund = "other"', "line 1: There is no fund ‘other’ here."),
        ("2027-02-01T09:00:00", "2027-01-04T09:00:00", "line 8: ‘closes_at’ must be after ‘opens_at’."),
        ("2027-02-01T09:00:00", "2027-02-01T09:00:00Z", "line 8: ‘closes_at’ must be the time that clocks in Scotland"),
        ("2027-02-01T09:00:00", "2027-02-01", "line 8: ‘closes_at’ must be a day with its time"),
        ("2027-02-01T09:00:00", '"1 February"', "line 8: ‘closes_at’ must be a day with its time"),
        ("2027-02-01T09:00:00", "2207-02-01T09:00:00", "line 8: ‘closes_at’ is in the year 2207; check it."),
        ("2027-02-01T09:00:00", "2027-03-28T01:00:00", "line 8: ‘closes_at’ is 01:00 on 28 March 2027, which does not"),
        ("2027-02-01T09:00:00", "2027-10-31T01:59:59", "line 8: ‘closes_at’ is 01:59 on 31 October 2027, which comes"),
        ("closes_at = ", "panel_on = 2027-01-31\ncloses_at = ", "line 8: ‘panel_on’ cannot be before ‘closes_at’."),
        (
            "closes_at = ",
            "projects_start_on = 2027-01-31\ncloses_at = ",
            "line 8: ‘projects_start_on’ cannot be before",
        ),
        ("amount = 1000.50", "amount = 1000.505", "line 12: ‘amount’ has more than two figures after the point."),
        ("amount = 1000.50", "amount = nan", "line 12: ‘amount’ must be a number."),
        ("amount = 1000.50", "amount = 1e12", "line 12: ‘amount’ is too large; at most 9,999,999,999 fits."),
        ("amount = 1000.50", "amount = -1", "line 12: ‘amount’ is -1; it cannot be under nought."),
        ("cap = 15000", "cap = 0", "line 17: ‘cap’ must be more than nought."),
        ("cap = 15000", "cap = -15000", "line 17: ‘cap’ is -15000; it cannot be under nought."),
        ("cap = 15000", "min_months = 12\nmax_months = 6", "line 18: ‘max_months’ cannot be under ‘min_months’."),
        ('name = "People asked for it"', 'name = "N"\nweight = 0', "line 22: ‘weight’ must be more than nought."),
        (
            '"0" = "Nobody did"',
            '"6" = "Nobody did"',
            "line 23: The score 6 is outside the scale, which goes from 0 to 5.",
        ),
        ('"0" = "Nobody did"', '"5.0" = "Nobody did"', "line 24: The score 5 has a meaning already. Keep one."),
        ('"0" = "Nobody did"', '"none" = "Nobody did"', "line 23: ‘none’ is not a score."),
        ('"0" = "Nobody did"', '"0" = 5', "line 23: The meaning of score ‘0’ must be words in quotation marks"),
        ("max = 120", "words = 120", "does not belong to a question of kind line."),
        ("max = 120", "max = 201", "line 40: A question that fills title needs ‘max’ of 200 characters or fewer."),
        ('fills = "title"', 'fills = "titel"', "line 40: ‘fills’ is “titel”; it must be one of title, summary"),
        ('fills = "title"', 'fills = "summary"', "line 40: Only a question of kind text can fill summary."),
        (
            'kind = "line"\nlabel = "Name of your project"\nmax = 120\nfills = "title"',
            'kind = "text"\nlabel = "In plain words"\nwords = 151\nfills = "summary"',
            "line 40: A question that fills summary needs ‘words’ of 150 or fewer.",
        ),
        ('fills = "title"', 'slot = "did"', "line 40: ‘slot’ is for questions of the report only."),
        ('kind = "budget"', 'kind = "email"', "Only a question of kind budget or money can fill amount."),
        (
            'label = "Which colour?"',
            'label = "Which colour?"\nprivacy = "personal"',
            "line 52: Assessors or the panel read",
        ),
        (
            'label = "Which colour?"',
            'label = "Which?"\noptions_from = "tiers"',
            "Give either ‘options’ or ‘options_from’",
        ),
        ('code = "blue", name', 'code = "red", name', "line 55: The code ‘red’ is taken already, on line 54."),
        (
            '{ code = "blue", name = "Blue" }',
            '{ code = "blue" }',
            "line 55: ‘name’ is missing in ‘application.sections.qu",
        ),
        (
            'code = "colour"',
            'code = "title"',
            "line 49: The code ‘title’ is taken already, on line 36. Choose another.",
        ),
    ],
)
def test_a_fault_is_named_on_its_line(old: str, new: str, said: str) -> None:
    assert any(said in words for words in faults(with_lines((old, new))))


def test_a_personal_question_cannot_hide_behind_its_kind() -> None:
    text = with_lines(('kind = "budget"', 'kind = "phone"'), ('fills = "amount"\n', ""))
    assert faults(text) == [
        "line 44: Assessors or the panel read this section, so it cannot ask for personal data. "
        "Move the question to another section."
    ]


def test_a_question_needs_something_to_choose_from() -> None:
    text = WHOLE[: WHOLE.index("options = [")]
    assert faults(text) == ["line 48: This question has nothing to choose from. Add ‘options’ or ‘options_from’."]
    assert faults(text + 'options_from = "moods"\n')[0].startswith(
        "line 53: ‘options_from’ must be one of tiers, types"
    )
    assert faults(text + 'options_from = "types"\n') == ["line 53: There are no types in this round to choose from."]
    assert faults(text + 'options_from = "principles"\n') == []


def test_an_application_section_needs_questions() -> None:
    text = WHOLE + '\n[[application.sections]]\ncode = "empty"\ntitle = "Empty"\n'
    assert faults(text) == ["line 58: The section ‘empty’ has no questions."]


def test_a_file_that_is_not_toml_says_where(tmp_path: Path) -> None:
    [words] = faults("fund = 1\nname = \n")
    assert words.startswith("line 2: This is not TOML: Invalid value.")
    [words] = faults(with_lines(("2027-02-01T09:00:00", "2027-02-01T09:00")))
    assert words.startswith("line 8: This is not TOML")
    assert "A time needs its seconds: write 09:00:00." in words
    [words] = faults('a = 1\nb = """\nnever closed\n')
    assert words.startswith("line 3: This is not TOML")
    [words] = faults("a = " + "[" * 100_000 + "\n")
    assert words == "line 1: This file holds a number or a list that is too large to read."


def test_a_file_that_is_not_utf_8_says_where(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes(b'fund = "x"\nname = "caf\xe9"\n')
    with pytest.raises(BadFile, match="line 2: There is a character here that is not UTF-8"):
        rounds.load(path, by=None)
    with pytest.raises(Refused, match="cannot be read: No such file"):
        rounds.load(tmp_path / "nowhere.toml", by=None)


def test_a_code_belongs_to_one_round() -> None:
    rounds.load(WHOLE, by=None)
    assert fault(('slug = "a-round"', 'slug = "another"')) == (
        "line 3: The round “A round” has the code AR-1 already. Choose another."
    )


def test_a_published_round_in_a_file_must_be_whole() -> None:
    text = 'fund = "self-management-fund"\nslug = "a"\ncode = "A"\nname = "A"\nstate = "published"\n'
    said = faults(text)
    assert "line 5: A published round needs the time when it opens (dates, opens_at)." in said
    assert "line 5: A published round needs the money that it gives away (money)." in said
    assert "line 5: A published round needs at least one criterion to judge by (criteria)." in said
    assert "line 5: A published round needs questions to answer (application)." in said


def test_lines_are_found_through_long_strings_lists_and_quoted_keys() -> None:
    text = 'a = """\n[[no]]\nb = 1\n"""\nc = [ # , [\n  "x,y",\n  { d = "]" },\n]\n[[e]]\n[[e]]\n[e.f]\n"1.5" = "z"\n'
    lines = Lines(text)
    assert lines.of(("c", 0)) == 6
    assert lines.of(("c", 1, "d")) == 7
    assert lines.of(("e", 0)) == 9
    assert lines.of(("e", 1, "f", "1.5")) == 12
    assert lines.of(("nowhere",)) == 1


# Loading again --------------------------------------------------------------------------------------------------------


def test_the_whole_of_a_file_becomes_rows(morag: User) -> None:
    round_ = rounds.load(WHOLE, by=morag, name="a-round.toml")
    assert (round_.fund.slug, round_.state, round_.code) == ("self-management-fund", "draft", "AR-1")
    assert round_.opens_at == datetime(2027, 1, 4, 9, tzinfo=UTC)
    assert round_.sources.get().amount == Decimal("1000.50")
    criterion = round_.criteria.get()
    assert (criterion.weight, [str(anchor) for anchor in criterion.anchors.all()]) == (
        1,
        ["0.00: Nobody did", "5.00: They had the idea"],
    )
    questions = Question.objects.filter(section__questionnaire__round=round_)
    assert [(each.code, each.is_required, each.position) for each in questions] == [
        ("title", True, 0),
        ("budget", True, 1),
        ("colour", False, 2),
    ]
    assert questions.get(code="colour").settings["options"][1] == {"code": "blue", "name": "Blue"}
    first = round_.history.get()
    assert (first.history_user, first.history_change_reason) == (morag, "Loaded from a-round.toml")


def test_a_draft_is_changed_in_place() -> None:
    round_ = rounds.load(WHOLE, by=None)
    tier, title = round_.tiers.get(), Question.objects.get(code="title")
    text = with_lines(
        ('name = "Small grant"', 'name = "Small"'),
        ('code = "title"', 'code = "colours"'),
        ('code = "colour"', 'code = "title"'),
        ('code = "colours"', 'code = "colour"'),
        ('label = "Name of your project"', 'label = "Your project’s name"'),
        ('code = "staff"', 'code = "people"'),
    )
    again = rounds.load(text, by=None)
    assert again.pk == round_.pk
    assert (again.tiers.get().pk, again.tiers.get().name) == (tier.pk, "Small")
    assert [heading.code for heading in again.budget_headings.all()] == ["people"]
    assert Question.objects.get(label="Your project’s name").code == "colour"
    assert Question.objects.get(pk=title.pk).position == 2
    assert rounds.preview(rounds.check(text)) == ["A round (draft): nothing changed"]


def test_the_line_breaks_of_a_long_text_are_for_the_writer_only() -> None:
    text = with_lines(('name = "A round"', 'name = "A round"\nabout = """\nOne\ntwo.\n\nThree:\n- four\n- five"""'))
    assert rounds.load(text, by=None).about == "One two.\n\nThree:\n- four\n- five"


def test_the_command_previews_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.toml"
    path.write_text(WHOLE, encoding="utf-8-sig")
    call_command("loadround", str(path), "--check")
    out = capsys.readouterr().out
    assert "A round (draft): a new round" in out
    assert "money 1, tiers 1, criteria 1, budget headings 1, questions of the application 3" in out
    assert Round.objects.count() == Fund.objects.count() == 0
    call_command("loadround", str(path))
    assert Round.objects.get().name == "A round"
    capsys.readouterr()
    call_command("loadround", str(path))
    assert capsys.readouterr().out == "A round (draft): nothing changed\n"


def test_the_command_records_who_did_it(tmp_path: Path, morag: User) -> None:
    path = tmp_path / "a.toml"
    path.write_text(WHOLE)
    call_command("loadround", str(path), "--by", "Morag@example.org")
    assert Round.objects.get().history.get().history_user == morag
    with pytest.raises(CommandError, match="nobody here with the address who@example.org"):
        call_command("loadround", str(path), "--by", "who@example.org")


def test_a_published_round_keeps_its_questions(morag: User) -> None:
    round_ = rounds.load(WHOLE, by=morag)
    rounds.publish(round_, by=morag)
    text = with_lines(("Name of your project", "Your project"), ("2027-02-01T09:00:00", "2027-02-08T09:00:00"))
    with pytest.raises(Refused) as refusal:
        rounds.load(text, by=morag)
    assert refusal.value.words.startswith(
        "“A round” was published, so the questions of the application cannot change any more: people have answered"
    )
    assert Question.objects.get(code="title").label == "Name of your project"
    assert Round.objects.get().closes_at == datetime(2027, 2, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("cap = 15000", "cap = 20000", "the sizes of grant"),
        ('"0" = "Nobody did"', '"1" = "Nobody did"', "criteria"),
        ('code = "AR-1"', 'code = "AR-2"', "start of each reference"),
        ('code = "staff"', 'code = "people"', "the headings of the budget"),
    ],
)
def test_a_published_round_keeps_its_rules(old: str, new: str, said: str, morag: User) -> None:
    rounds.publish(rounds.load(WHOLE, by=morag), by=morag)
    with pytest.raises(Refused, match=said):
        rounds.load(with_lines((old, new)), by=morag)


def test_a_published_round_may_change_its_dates_and_words(morag: User, olive: User) -> None:
    rounds.publish(rounds.load(WHOLE, by=morag), by=morag)
    text = with_lines(
        ("2027-02-01T09:00:00", "2027-02-08T09:00:00"),
        ('name = "A round"', 'name = "A round"\nhelp_text = "Phone us."'),
        ("amount = 1000.50", "amount = 2000"),
    )
    round_ = rounds.load(text, by=olive)
    newest = round_.history.latest()
    assert (newest.closes_at, newest.help_text, newest.history_user) == (
        datetime(2027, 2, 8, 9, tzinfo=UTC),
        "Phone us.",
        olive,
    )
    assert round_.sources.get().amount == 2000
    assert round_.state == "published"


def test_a_record_of_a_past_round_can_be_put_right() -> None:
    text = with_lines(('name = "A round"', 'name = "A round"\nstate = "past"'))
    round_ = rounds.load(text, by=None)
    assert [(row.state, row.history_change_reason) for row in round_.history.all()] == [
        ("past", "Loaded from a round file"),
        ("draft", "Loaded from a round file"),
    ]
    assert Questionnaire.objects.get().frozen_at is not None
    rounds.load(text.replace("Name of your project", "Your project"), by=None)
    assert Question.objects.get(code="title").label == "Your project"


def test_what_a_test_application_uses_cannot_be_left_out() -> None:
    round_ = rounds.load(WHOLE, by=None)
    application = factories.make_application(round_, is_test=True, tier=round_.tiers.get())
    assert ApplicationAnswers.objects.filter(application=application).count() == 1
    with pytest.raises(Refused, match="Some sections that are left out are in use"):
        rounds.load(with_lines(('code = "plan"', 'code = "other"')), by=None)
    assert Section.objects.get().code == "plan"


def test_a_file_that_says_published_publishes() -> None:
    round_ = rounds.load(with_lines(('name = "A round"', 'name = "A round"\nstate = "published"')), by=None)
    assert round_.state == "published"
    assert Questionnaire.objects.get().frozen_at is not None


# Publishing -----------------------------------------------------------------------------------------------------------


def test_publishing_freezes_the_questions_and_says_who(morag: User) -> None:
    round_ = rounds.load(WHOLE, by=None)
    rounds.publish(round_, by=morag)
    assert round_.state == Round.objects.get().state == "published"
    assert round_.history.latest().history_user == morag
    questionnaire = Questionnaire.objects.get()
    assert questionnaire.frozen_at is not None
    assert questionnaire.history.latest().history_user == morag


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("opens_at = 2027-01-04T09:00:00\n", "", "the time when it opens"),
        ("closes_at = 2027-02-01T09:00:00\n", "", "the time when it closes"),
        ("amount = 1000.50\n", "", "the money that it gives away"),
        ('fills = "title"\n', "", "a question for the name of the project"),
        ("assessors_see_it = true\n", "", "a section that assessors read"),
        ('[[budget_headings]]\ncode = "staff"\nname = "Staff"\n', "", "headings for the budget"),
        ("[[money]]", '[[reports]]\nname = "R"\nfrom_month = 0\nto_month = 6\n[[money]]', "questions for its reports"),
        ("[[money]]", '[[tiers]]\ncode = "large"\nname = "Large"\n[[money]]', "lets people choose from its tiers"),
    ],
)
def test_a_round_that_lacks_something_is_not_published(old: str, new: str, said: str, morag: User) -> None:
    round_ = rounds.load(with_lines((old, new)), by=None)
    with pytest.raises(Refused) as refusal:
        rounds.publish(round_, by=morag)
    assert refusal.value.words.startswith("“A round” cannot be published yet. It still needs ")
    assert said in refusal.value.words
    assert Round.objects.get().state == "draft"
    assert Questionnaire.objects.get().frozen_at is None


def test_an_empty_round_hears_all_that_it_lacks(morag: User) -> None:
    text = 'fund = "self-management-fund"\nslug = "a"\ncode = "A"\nname = "A"\n'
    with pytest.raises(Refused) as refusal:
        rounds.publish(rounds.load(text, by=None), by=morag)
    for words in ("opens", "closes", "money", "criterion", "questions to answer"):
        assert words in refusal.value.words


def test_a_round_is_published_once(morag: User) -> None:
    round_ = rounds.load(WHOLE, by=None)
    rounds.publish(round_, by=morag)
    with pytest.raises(Refused, match="is now “Published”"):
        rounds.publish(round_, by=morag)


def test_dates_change_with_a_name_and_a_reason(olive: User) -> None:
    round_ = rounds.load(WHOLE, by=None)
    later = datetime(2027, 3, 1, 9, tzinfo=UTC)
    rounds.change_dates(round_, by=olive, reason="The post was late", closes_at=later)
    newest = Round.objects.get().history.latest()
    assert (newest.closes_at, newest.history_user, newest.history_change_reason) == (later, olive, "The post was late")
    with pytest.raises(Refused, match="must close after it opens"):
        rounds.change_dates(round_, by=olive, closes_at=datetime(2027, 1, 1, tzinfo=UTC))
    assert Round.objects.get().closes_at == later


# Conditions and tables of answers ------------------------------------------------------------------------------------

MORE = """
[[application.sections.questions]]
code = "children"
kind = "yes_no"
label = "Do children come?"

[[application.sections.questions]]
code = "partners"
kind = "group"
label = "Partners"
most = 4
shown_if = { tests = [{ question = "children", is = "equals", value = "yes" }] }
[[application.sections.questions.fields]]
code = "name"
kind = "line"
label = "Name"
max = 50
[[application.sections.questions.fields]]
code = "agreed"
kind = "yes_no"
label = "Have they agreed?"
required = false
"""
FIELD = '[[application.sections.questions.fields]]\ncode = "f{0}"\nkind = "line"\nlabel = "F{0}"\n'
NINE_MORE = "".join(FIELD.format(number) for number in range(9))


def more(old: str = "", new: str = "") -> list[str]:
    assert old in MORE
    return [words.partition(": ")[2] for words in faults(WHOLE + (MORE.replace(old, new, 1) if old else MORE))]


def test_conditions_and_tables_are_read_and_a_second_time_changes_nothing() -> None:
    round_ = rounds.load(WHOLE + MORE, by=None)
    partners = Question.objects.get(section__questionnaire__round=round_, code="partners")
    test = {"question": "children", "is": "equals", "value": "yes"}
    assert partners.shown_if == {"match": "all", "tests": [test]}
    assert partners.settings == {
        "fields": [
            {"code": "name", "kind": "line", "label": "Name", "required": True, "max": 50},
            {"code": "agreed", "kind": "yes_no", "label": "Have they agreed?", "required": False},
        ],
        "most": 4,
    }
    before = round_.history.count()
    rounds.load(WHOLE + MORE, by=None)
    assert round_.history.count() == before


TEST = 'question = "children", is = "equals", value = "yes"'


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('question = "children"', 'question = "adults"', "There is no question ‘adults’ before this one."),
        ('question = "children"', 'question = "partners"', "There is no question ‘partners’ before this one."),
        ('value = "yes"', 'value = "maybe"', "‘maybe’ is no answer to the question ‘children’."),
        (', value = "yes"', "", "‘shown_if’ has a test with ‘equals’, which needs a ‘value’."),
        ('is = "equals"', 'is = "answered"', "‘shown_if’ has a test with ‘answered’, which takes no ‘value’."),
        ('"equals", value = "yes"', '"more_than", value = "9"', "‘shown_if’ has a test with ‘more_than’, whose"),
        ('"equals", value = "yes"', '"before", value = "soon"', "‘shown_if’ has a test with ‘before’, whose"),
        ('"equals", value = "yes"', '"one_of", value = "yes"', "‘shown_if’ has a test with ‘one_of’, whose"),
        ('is = "equals"', 'is = "like"', "‘shown_if’ is “like”; it must be one of answered, not_answered"),
        ("{ tests = [", '{ when = "now", tests = [', "‘shown_if’ holds ‘when’, which is not known."),
        ("tests = [{ " + TEST + " }]", "tests = []", "‘shown_if’ must be written as"),
        ('kind = "line"', 'kind = "budget"', "‘kind’ is “budget”; it must be one of line, text"),
        ('kind = "line"', 'kind = "phone"', "Assessors or the panel read this section"),
        ('code = "name"', 'code = "row"', "No field can have the code ‘row’"),
        ('code = "agreed"', 'code = "name"', "The code ‘name’ is taken already"),
        ("required = false\n", f"required = false\n{NINE_MORE}", "A table has at most 10 fields."),
        ("most = 4", "most = 61", "‘most’ is 61; it cannot be over 60."),
        ("most = 4", "least = 11", "‘least’ cannot be over ‘most’."),
        ("most = 4", 'most = 4\nrows = [{ code = "a", name = "A" }]', "‘most’ is for tables without ‘rows’."),
        ("most = 4", "words = 4", "‘words’ does not belong to a question of kind group, but to one of its fields."),
        ("max = 50", "once = true", "‘once’ belongs to a field of kind one_of."),
        ("max = 50", "words = 50", "‘words’ does not belong to a question of kind line."),
    ],
)
def test_a_condition_or_a_table_that_cannot_work_is_a_fault(old: str, new: str, said: str) -> None:
    assert more() == []
    found = more(old, new)
    assert any(words.startswith(said) for words in found), found


def test_what_fills_a_column_is_always_asked() -> None:
    condition = 'shown_if = { tests = [{ question = "title", is = "answered" }] }\n'
    assert faults(with_lines(('fills = "amount"\n', f'fills = "amount"\n{condition}')))[0].endswith(
        "fills a column that the fund counts with, so it is always asked."
    )
