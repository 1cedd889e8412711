"""Questions that were asked before: found by their words, copied, or taken over as a whole."""

from django.db import models, transaction

from fund.kit import history
from fund.kit.states import Refused
from fund.models import Question, Questionnaire, Round, Section, User
from fund.reference import DATA
from fund.rounds import definition
from fund.rounds.asking.checking import faults_of
from fund.rounds.asking.holding import code_from, hold, keep, questions_of
from fund.rounds.making import read_file

STARTER = DATA / "rounds" / "2024-self-management-for-life-2.toml"
MOST_FOUND = 30


def bank(words: str, *, purpose: str, but_for: Questionnaire) -> "models.QuerySet[Question]":
    """Questions of other rounds that have all these words, newest round first."""
    rows = Question.objects.filter(section__questionnaire__purpose=purpose)
    rows = rows.exclude(section__questionnaire__round=but_for.round_id).select_related("section__questionnaire__round")
    for word in words.split():
        rows = rows.filter(models.Q(label__icontains=word) | models.Q(help_text__icontains=word))
    return rows.order_by("-section__questionnaire__round", "section__position", "position", "pk")


@transaction.atomic
def copy_question(question: Question, into: Section, *, by: User | None) -> Question:
    """Copy a question to the end of a section. What it fills is left out where another question fills it."""
    held = hold(into.questionnaire)
    copied = _copy(question, into, {row.code for row in questions_of(held)})
    keep(held, by=by, reason=f"Question “{copied}” copied")
    return copied


@transaction.atomic
def copy_section(section: Section, into: Questionnaire, *, by: User | None) -> Section:
    """Copy a section with all its questions to the end, its conditions where what they ask about is there too."""
    held = hold(into)
    copied = _copy_section(section, held)
    keep(held, by=by, reason=f"Section “{copied}” copied")
    return copied


@transaction.atomic
def begin(round_: Round, purpose: str, *, by: User | None, usual: bool = False) -> Questionnaire:
    """Start a round’s questions: with nothing, or with the usual ones.

    The usual ones are those of the fund’s newest round that asked any, or a starter set where there is none. Raises
    Refused where questions are there already.
    """
    Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    if round_.questionnaires.filter(purpose=purpose).exists():
        raise Refused("This round has these questions already. Change them, or add sections to them.")
    questionnaire = Questionnaire(round=round_, purpose=purpose)
    reason = "Started"
    if usual and (newest := newest_before(round_, purpose)):
        reason = f"Started with the questions of {newest.round}"
        history.save(questionnaire, by=by, reason=reason)
        copy_all(newest, questionnaire)
    else:
        history.save(questionnaire, by=by, reason="Started with the starter set" if usual else reason)
        if usual:
            _write_starter(questionnaire)
    return questionnaire


def newest_before(round_: Round, purpose: str) -> Questionnaire | None:
    """The questions of the fund’s newest other round that asked any for this purpose."""
    rows = Questionnaire.objects.filter(round__fund=round_.fund_id, purpose=purpose).exclude(round=round_)
    rows = rows.filter(sections__isnull=False, round__is_demo=round_.is_demo).select_related("round")
    return rows.order_by(models.F("round__closes_at").desc(nulls_last=True), "-round", "-version").first()


def copy_all(source: Questionnaire, into: Questionnaire) -> None:
    """Copy every section and question as it is, codes and conditions included."""
    for section in source.sections.prefetch_related("questions"):
        questions = list(section.questions.all())
        section.pk, section.questionnaire = None, into
        section._state.adding = True
        section.save()
        for question in questions:
            question.pk, question.section = None, section
            question._state.adding = True
        Question.objects.bulk_create(questions)


def _write_starter(questionnaire: Questionnaire) -> None:
    """Write the questions of a round that this fund ran, as its file has them, where they fit this round."""
    plan = definition.read(read_file(STARTER))
    for place, facts in enumerate(plan.questionnaires.get(questionnaire.purpose, [])):
        columns = {name: value for name, value in facts.items() if name != "questions"}
        section = Section.objects.create(questionnaire=questionnaire, position=place, **columns)
        Question.objects.bulk_create(
            Question(section=section, position=number, **row) for number, row in enumerate(facts["questions"])
        )


def _copy_section(section: Section, into: Questionnaire) -> Section:
    questions = list(section.questions.all())
    taken = set(into.sections.values_list("code", flat=True))
    copied = Section.objects.create(
        questionnaire=into,
        code=code_from(section.code, taken),
        title=section.title,
        intro=section.intro,
        position=len(taken),
        assessors_see_it=section.assessors_see_it,
        panel_sees_it=section.panel_sees_it,
    )
    codes = {row.code for row in questions_of(into)}
    renamed: dict[str, str] = {}
    for question in questions:
        fresh = _copy(question, copied, codes)
        codes.add(fresh.code)
        renamed[question.code] = fresh.code
        tests = question.shown_if.get("tests", [])
        if tests and all(test["question"] in renamed for test in tests):
            moved = [{**test, "question": renamed[test["question"]]} for test in tests]
            fresh.shown_if = {**question.shown_if, "tests": moved}
            fresh.save(update_fields=["shown_if"])
    return copied


def _copy(question: Question, into: Section, taken: set[str]) -> Question:
    facts = {
        name: getattr(question, name)
        for name in (
            "kind",
            "label",
            "help_text",
            "is_required",
            "error_text",
            "settings",
            "fills",
            "slot",
            "is_folded",
            "names_partners",
            "privacy",
        )
    }
    facts["code"] = code_from(question.code, taken)
    faults = faults_of(facts, into)
    if any(key == "fills" for key, _ in faults):
        facts["fills"] = ""
        faults = faults_of(facts, into)
    if faults:
        raise Refused(f"“{question}” cannot be copied here. " + " ".join(words for _, words in faults))
    return Question.objects.create(section=into, position=into.questions.count(), **facts)
