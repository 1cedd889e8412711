"""A large round of invented applications, the same for the same seed, for measuring and for trying things out.

Everything is written in bulk together with its history, as if people had done it.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from applications import assessing, searching
from applications.models import Application, ApplicationAnswers, Assessment, Declaration, Score
from fund.kit import history
from fund.kit.states import Refused
from fund.models import (
    BudgetHeading,
    Criterion,
    DocumentRule,
    Fund,
    Membership,
    MoneySource,
    Organisation,
    Question,
    Questionnaire,
    Role,
    Round,
    Section,
    Tier,
    User,
)

QUESTIONS = 8
WORDS = 200
READERS = 3
ASSESSORS = 40
BATCH = 500
REASON = "Seeded"


def _words(text: str) -> list[str]:
    return text.split()


_DOING = _words("walking singing cooking gardening talking resting planning swimming painting knitting cycling dancing")
_JOINING = _words("with for and because after before while through beside around without near")
_WITH = _words("asthma diabetes arthritis pain stroke dementia epilepsy fatigue depression anxiety sight hearing")
_WHO = _words("people carers parents neighbours members volunteers older women young men families strangers friends")
_SAYING = _words("helps teaches steadies surprises strengthens gathers reaches changes supports connects welcomes")
_PLACES = _words("hall library garden surgery kitchen island village school church harbour park online")
VOCABULARY = [*_WHO, *_WITH, *_DOING, *_JOINING, *_SAYING, *_PLACES]


@dataclass(frozen=True)
class Seeded:
    """What was made."""

    round: Round
    applications: int


def seed(count: int, *, number: int = 7, state: str = Application.State.IN_ASSESSMENT, progress: Any = None) -> Seeded:
    """Make one round with `count` applications of eight 200-word answers, each read and scored by three assessors.

    With the state draft the round is open and the applications are complete, ready to hand in. Raises Refused where
    this round is here already.
    """
    if count < 1:
        raise Refused("Say how many applications to make: 1 or more.")
    is_open = state == Application.State.DRAFT
    slug = f"seeded-{'open-' if is_open else ''}{count}-{number}"
    if Round.objects.filter(slug=slug).exists():
        raise Refused(f"The round {slug} is here already. Take another number or another seed.")
    chance = random.Random(f"{number}:{count}:{state}")
    say: Callable[[str], None] = progress or (lambda words: None)
    with transaction.atomic():
        round_ = _round(slug, is_open=is_open)
        sections = {section.code: section for section in _sections(round_)}
        assessors = [] if is_open else _assessors(slug)
        for done in _in_batches(count):
            _applications(round_, sections, assessors, done, state, chance)
            say(f"{done.stop} of {count}")
    return Seeded(round_, count)


def _in_batches(count: int) -> Iterator[range]:
    for start in range(0, count, BATCH):
        yield range(start, min(start + BATCH, count))


def _round(slug: str, *, is_open: bool) -> Round:
    fund = Fund.objects.order_by("pk").first()
    if fund is None:
        raise Refused("There is no fund here yet. Run loadreference first.")
    now = timezone.now()
    round_ = Round(
        fund=fund,
        slug=slug,
        code=f"S{Round.objects.count():05}",
        name=f"Seeded round {slug.removeprefix('seeded-')}",
        about="Invented applications, for measuring.",
        state=Round.State.PUBLISHED,
        opens_at=now - timedelta(days=60),
        closes_at=now + timedelta(days=30 if is_open else -10),
        is_demo=True,
    )
    history.save(round_, by=None, reason=REASON)
    Tier.objects.create(round=round_, code="small", name="Small grant", cap=Decimal(15000), max_months=12)
    Tier.objects.create(round=round_, code="large", name="Large grant", cap=Decimal(120000), max_months=36, position=1)
    MoneySource.objects.create(round=round_, name="Scottish Government", amount=Decimal(2_000_000))
    BudgetHeading.objects.create(round=round_, code="staff", name="Staff")
    DocumentRule.objects.create(round=round_, code="governing", name="Governing document", is_required=False)
    Criterion.objects.bulk_create(
        Criterion(round=round_, code=f"c{place}", name=f"Criterion {place}", position=place) for place in range(1, 6)
    )
    return round_


def _sections(round_: Round) -> list[Section]:
    asked = Questionnaire(round=round_, purpose=Questionnaire.Purpose.APPLICATION, frozen_at=timezone.now())
    history.save(asked, by=None, reason=REASON)
    contact = Section.objects.create(questionnaire=asked, code="contact", title="Who we can talk to")
    read = {"assessors_see_it": True, "panel_sees_it": True}
    plan = Section.objects.create(questionnaire=asked, code="plan", title="Your project", position=1, **read)
    budget = Section.objects.create(questionnaire=asked, code="budget", title="Your budget", position=2, **read)

    def question(section: Section, code: str, kind: str, label: str, **facts: Any) -> Question:
        return Question(section=section, code=code, kind=kind, label=label, **facts)

    rows = [
        question(contact, "contact-name", "line", "Who can we talk to?", privacy="personal"),
        question(plan, "title", "line", "Name of your project", fills="title", settings={"max": 120}),
        question(plan, "summary", "text", "In a few sentences", fills="summary", settings={"words": 150}),
        question(plan, "tier", "one_of", "Size of grant", fills="tier", settings={"options_from": "tiers"}),
        question(plan, "months", "number", "How many months?", fills="months", settings={"min": 1, "max": 36}),
        *[
            question(plan, f"answer-{place}", "text", f"Question {place}", settings={"words": 400})
            for place in range(1, QUESTIONS + 1)
        ],
        question(plan, "partners", "text", "Who will you work with?", names_partners=True, settings={"words": 60}),
        question(budget, "budget", "budget", "What will it cost?", fills="amount"),
    ]
    for place, row in enumerate(rows):
        row.position = place
    Question.objects.bulk_create(rows)
    return [contact, plan, budget]


def _people(addresses: list[str]) -> list[User]:
    names = [address.split("@")[0].replace("-", " ").title() for address in addresses]
    pairs = zip(addresses, names, strict=True)
    return User.objects.bulk_create([User(email=address, name=name, password="!") for address, name in pairs])


def _assessors(slug: str) -> list[User]:
    people = _people([f"assessor-{place:02}-{slug}@example.org" for place in range(ASSESSORS)])
    fund = Fund.objects.order_by("pk")[0]
    _write([Role(user=person, fund=fund, kind=Role.Kind.ASSESSOR) for person in people])
    return people


def _applications(
    round_: Round,
    sections: dict[str, Section],
    assessors: list[User],
    numbers: range,
    state: str,
    chance: random.Random,
) -> None:
    """One batch, from the groups to the scores."""
    leads = _people([f"lead-{number + 1:05}-{round_.slug}@example.org" for number in numbers])
    groups = _write(
        [
            Organisation(
                name=f"{_title(chance)} {number + 1}",
                started_on=timezone.localdate() - timedelta(days=chance.randrange(100, 9000)),
                is_demo=True,
            )
            for number in numbers
        ]
    )
    _write([Membership(user=lead, organisation=group, kind="lead") for lead, group in zip(leads, groups, strict=True)])
    tiers = list(round_.tiers.all())
    now, is_draft = timezone.now(), state == Application.State.DRAFT
    rows = []
    for number, group, lead in zip(numbers, groups, leads, strict=True):
        tier = chance.choice(tiers)
        rows.append(
            Application(
                round=round_,
                organisation=group,
                number=number + 1,
                reference=f"{round_.code}-{number + 1:05}",
                title=f"{_title(chance)} {number + 1}",
                summary=_text(chance, 40),
                tier=tier,
                months=chance.randrange(3, (tier.max_months or 12) + 1),
                amount=Decimal(chance.randrange(1000, int(tier.cap or 15000))),
                state=state,
                started_by=lead,
                started_at=now - timedelta(days=50),
                submitted_at=None if is_draft else now - timedelta(days=20, seconds=number),
                is_demo=True,
            )
        )
    applications = _write(rows)
    _write(
        [
            ApplicationAnswers(
                application=application,
                section=section,
                values=_values(code, application, chance),
                version=1,
                is_complete=True,
                saved_by_id=application.started_by_id,
            )
            for application in applications
            for code, section in sections.items()
        ]
    )
    if not is_draft:
        searching.index(*applications)
        _readings(round_, applications, assessors, chance)


def _readings(round_: Round, applications: list[Application], assessors: list[User], chance: random.Random) -> None:
    pairs = [(application, person) for application in applications for person in chance.sample(assessors, READERS)]
    now = timezone.now()
    _write([Declaration(application=application, user=person, kind="none") for application, person in pairs])
    criteria = list(round_.criteria.all())
    scores = {pair: _scores(criteria, chance) for pair in range(len(pairs))}
    assessments = _write(
        [
            Assessment(
                application=application,
                assessor=person,
                state=Assessment.State.HANDED_IN,
                handed_in_at=now,
                mark=assessing.mark_of(scores[pair]),
            )
            for pair, (application, person) in enumerate(pairs)
        ]
    )
    for pair, assessment in enumerate(assessments):
        for score in scores[pair]:
            score.assessment = assessment
    _write([score for given in scores.values() for score in given])


def _scores(criteria: list[Criterion], chance: random.Random) -> list[Score]:
    return [
        Score(
            criterion=criterion,
            value=Decimal(chance.randrange(0, 6)),
            strong=_text(chance, 8),
            stronger=_text(chance, 6),
        )
        for criterion in criteria
    ]


def _values(code: str, application: Application, chance: random.Random) -> dict[str, Any]:
    if code == "contact":
        return {"contact-name": f"Person {application.number}"}
    if code == "budget":
        return {"budget": [{"heading": "staff", "what": "Everything", "amount": f"{application.amount:.2f}"}]}
    assert application.tier is not None
    facts = {"title": application.title, "summary": application.summary, "tier": application.tier.code}
    texts = {f"answer-{place}": _text(chance, WORDS) for place in range(1, QUESTIONS + 1)}
    partners = f"Third sector interface {application.number}\nHealth centre {application.number}"
    return {**facts, "months": application.months, **texts, "partners": partners}


def _title(chance: random.Random) -> str:
    return f"{chance.choice(_DOING)} {chance.choice(_JOINING)} {chance.choice(_WITH)}".capitalize()


def _text(chance: random.Random, words: int) -> str:
    """So many invented words in sentences of ten."""
    chosen = iter(chance.choices(VOCABULARY, k=words))
    lines = []
    while sentence := " ".join(islice(chosen, 10)):
        lines.append(f"{sentence.capitalize()}.")
    return " ".join(lines)


def _write(rows: list[Any]) -> list[Any]:
    """Rows of one kind with their history, in as few statements as the database takes."""
    if not rows:
        return []
    kind: type[models.Model] = type(rows[0])
    return list(bulk_create_with_history(rows, kind, batch_size=BATCH, default_change_reason=REASON))
