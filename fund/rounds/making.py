"""Making a round from its file, changing one that is here, and publishing it."""

from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from fund import questions_on_paper, reference
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Anchor, Criterion, Fund, Questionnaire, Round, Section, User
from fund.rounds import definition
from fund.rounds.definition import DATES, PARTS, Part, missing
from fund.rounds.reading import BadFile, Fault, Plan, Row
from fund.rounds.standing import FROZEN, QUESTIONS, as_it_stands, differences, in_words


def check(text: str) -> Plan:
    """What a round file says, with every fault on its line. Nothing is written."""
    plan = definition.read(text)
    if plan.fund and plan.fund != reference.fund_facts()["slug"] and not Fund.objects.filter(slug=plan.fund).exists():
        plan.fault(("fund",), f"There is no fund ‘{plan.fund}’ here.")
    code, slug = plan.about.get("code"), plan.about.get("slug")
    taken = Round.objects.filter(code=code).exclude(slug=slug).first() if code and slug else None
    if taken is not None:
        plan.fault(("code",), f"The round “{taken}” has the code {code} already. Choose another.")
    plan.faults.sort(key=lambda fault: fault.line)
    return plan


def read_file(path: Path) -> str:
    """The text of a round file. Raises BadFile where it cannot be read as UTF-8, and Refused where it is not there."""
    try:
        raw = path.read_bytes()
    except OSError as fault:
        raise Refused(f"The file {path} cannot be read: {fault.strerror}.") from fault
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        words = "There is a character here that is not UTF-8. Save the file as UTF-8."
        raise BadFile([Fault(raw[: wrong.start].count(b"\n") + 1, words)], path.name) from wrong


@transaction.atomic
def load(source: Path | str, *, by: User | None, name: str = "") -> Round:
    """Make the round that a file defines, or bring the one that is here in step with it.

    `source` is a path or the text itself; `name` is how faults call it. Raises BadFile with every fault, or Refused
    where the round is published and the file changes what people have answered by; then nothing is written. A file
    that says what is here already changes nothing.
    """
    if isinstance(source, str) and "\n" not in source:
        source = Path(source)
    name = name or (source.name if isinstance(source, Path) else "")
    plan = check(read_file(source) if isinstance(source, Path) else source)
    if plan.faults:
        raise BadFile(plan.faults, name)
    fund = Fund.objects.filter(slug=plan.fund).first() or reference.the_fund()
    reason = f"Loaded from {name}" if name else "Loaded from a round file"
    round_ = Round.objects.select_for_update(of=("self",), no_key=True).filter(slug=plan.about["slug"]).first()
    if round_ is None:
        round_ = history.save(Round(fund=fund, **plan.about), by=by, reason=reason)
        _write(plan, round_, differences(plan, round_), by=by, reason=reason)
    else:
        changed = differences(plan, round_)
        _refuse_what_is_frozen(round_, changed)
        round_.fund = fund
        _write(plan, round_, changed, by=by, reason=reason)
    if plan.stage == Round.State.PUBLISHED and round_.state == Round.State.DRAFT:
        publish(round_, by=by)
    elif plan.stage == Round.State.PAST and round_.state != Round.State.PAST:
        _freeze(round_, by=by)
        round_.move(Round.State.PAST, by=by, reason=reason)
    return round_


@transaction.atomic
def publish(round_: Round, *, by: User | None) -> None:
    """Show a round to all and freeze its questions. Refuses, and says what is missing, until it is whole."""
    held = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    if held.can_move(Round.State.PUBLISHED) and (lacks := missing(as_it_stands(held))):
        raise Refused(f"“{round_}” cannot be published yet. It still needs {_listed(lacks)}.")
    round_.move(Round.State.PUBLISHED, by=by)
    _freeze(round_, by=by)
    questions_on_paper.ask_for(round_, by=by)


@transaction.atomic
def change_dates(round_: Round, *, by: User | None, reason: str = "", **dates: Any) -> None:
    """Change a round’s dates, also after it is published. Raises Refused where it would close before it opens."""
    Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    for name, value in dates.items():
        if name not in {key.column for key in DATES.values()}:
            raise TypeError(f"{name} is not a date of a round")
        setattr(round_, name, value)
    if round_.opens_at and round_.closes_at and round_.opens_at >= round_.closes_at:
        raise Refused("The round must close after it opens.")
    history.save(round_, by=by, reason=reason, fields=dates)


def preview(plan: Plan) -> list[str]:
    """What loading this plan would do, in lines for a person. Raises Refused where it would be refused."""
    round_ = Round.objects.filter(slug=plan.about["slug"]).first()
    counts = {name: len(rows) for name, rows in plan.parts.items()}
    for purpose, sections in plan.questionnaires.items():
        counts[f"questions of the {purpose}"] = sum(len(section["questions"]) for section in sections)
    holds = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in counts.items() if count)
    first = f"{plan.about['name']} ({plan.stage})"
    if round_ is None:
        return [f"{first}: a new round", f"  {holds or 'no parts'}"]
    changed = differences(plan, round_)
    _refuse_what_is_frozen(round_, changed)
    if changed:
        return [f"{first}: changes {in_words(changed)}"]
    moves = plan.stage not in (Round.State.DRAFT, round_.state) and round_.can_move(plan.stage)
    return [f"{first}: {f'becomes {plan.stage}' if moves else 'nothing changed'}"]


def _refuse_what_is_frozen(round_: Round, changed: set[str]) -> None:
    """Keep what people may have answered by. A record of a round that was never open here can still be put right."""
    frozen = changed & (FROZEN | {*QUESTIONS, "fund"})
    if frozen and round_.history.filter(state=Round.State.PUBLISHED).exists():
        raise Refused(
            f"“{round_}” was published, so {in_words(frozen)} cannot change any more: people have answered by them. "
            "Dates, words and money may still change. For other rules or questions make a new round with its own slug "
            "and code."
        )


def _write(plan: Plan, round_: Round, changed: set[str], *, by: User | None, reason: str) -> None:
    """Bring the columns and rows that differ in step with the plan; codes that stay keep their rows."""
    columns = [name for name in plan.about if name in changed]
    for name in columns:
        setattr(round_, name, plan.about[name])
    if columns or "fund" in changed:
        history.save(round_, by=by, reason=reason, fields=[*columns, "fund"])
    for part in PARTS:
        if part.table in changed:
            write_part(round_, part, plan.parts[part.table])
    for purpose in QUESTIONS:
        if purpose in changed:
            _write_questions(plan.questionnaires[purpose], round_, purpose, by=by, reason=reason)


def write_part(round_: Round, part: Part, wanted: list[Row]) -> None:
    """Make the rows of one kind what is wanted, the meanings of scores included."""
    rows = _sync(getattr(round_, part.related), wanted, part.by)
    for criterion, row in zip(rows, wanted, strict=True):
        if isinstance(criterion, Criterion):
            criterion.anchors.all().delete()
            Anchor.objects.bulk_create(Anchor(criterion=criterion, **anchor) for anchor in row.get("anchors", []))


def _write_questions(sections: list[Row], round_: Round, purpose: str, *, by: User | None, reason: str) -> None:
    questionnaire = round_.questionnaires.filter(purpose=purpose).order_by("-version").first()
    if not sections:
        if questionnaire:
            history.delete(questionnaire, by=by, reason=reason)
        return
    history.save(questionnaire or Questionnaire(round=round_, purpose=purpose), by=by, reason=reason)
    questionnaire = round_.questionnaires.filter(purpose=purpose).order_by("-version").get()
    for section, row in zip(_sync(questionnaire.sections, sections, "code"), sections, strict=True):
        assert isinstance(section, Section)
        _sync(section.questions, row["questions"], "code")


def _sync(related: Any, wanted: list[Row], by: str) -> list[models.Model]:
    """Make the rows of one kind what is wanted: change, add and take away by code, in the order of the file."""
    here = {getattr(row, by): row for row in related.all()}
    gone = [row.pk for code, row in here.items() if code not in {row[by] for row in wanted}]
    try:
        related.filter(pk__in=gone).delete()
    except models.ProtectedError as fault:
        noun = str(related.model._meta.verbose_name_plural)
        raise Refused(f"Some {noun} that are left out are in use by applications, so they stay.") from fault
    rows = []
    for position, facts in enumerate(wanted):
        row = here.get(facts[by]) or related.model(**{related.field.name: related.instance})
        for column, value in facts.items():
            if column not in ("anchors", "questions"):
                setattr(row, column, value)
        row.position = position
        row.save()
        rows.append(row)
    return rows


def _freeze(round_: Round, *, by: User | None) -> None:
    for questionnaire in round_.questionnaires.filter(frozen_at__isnull=True):
        questionnaire.frozen_at = timezone.now()
        history.save(questionnaire, by=by, reason="Frozen", fields=["frozen_at"])


def _listed(things: list[str]) -> str:
    return things[0] if len(things) == 1 else f"{'; '.join(things[:-1])}; and {things[-1]}"
