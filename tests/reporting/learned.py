"""Projects that have reported, for tests of what was learned from them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from applications.models import Grant
from fund.kit import sentences
from fund.models import Job, Question, Section, Term, User, Vocabulary
from reporting import learning, tagging
from reporting.learning import editing
from reporting.learning.scopes import About, Scope
from reporting.models import (
    Agreement,
    Consent,
    Indicator,
    LearningSummary,
    LivedReview,
    Measurement,
    Report,
    Statement,
    Story,
)
from reporting.reviewing import projects, signing
from tests import factories

THEMES = [
    ("T01", "Time", [r"\b(no|enough|taking) time\b", r"\btime to\b", r"\bmonths?\b"], False),
    ("T06", "Partners and referral", [r"\bhealth centres?\b", r"\bpractices?\b", r"\brefer(red|ral)?\b"], False),
    ("T11", "Peers", [r"\bpeers?\b", r"\bsame condition\b"], False),
    ("T18", "Difference for people", [r"\bconfiden(t|ce)\b", r"\bfelt better\b"], True),
]
EASY = {
    "T01": {"helped": "It helped to have enough time.", "hard": "It was hard to find enough time."},
    "T11": {"helped": "It helped to meet people like you.", "hard": "It was hard to meet people like you."},
}

SECRET = "Ring Morag on 0131 496 0123 if health centres do not refer people to you."


def make_themes() -> None:
    words = Vocabulary.objects.create(slug="learning-themes", version="test", name="Themes of learning", source="Ours")
    for position, (code, name, patterns, is_result) in enumerate(THEMES):
        Term.objects.create(
            vocabulary=words,
            code=code,
            name=name,
            details={"patterns": patterns, "is_result": is_result, "easy": EASY.get(code, {})},
            position=position,
        )


def make_told(grant: Grant | None = None, **answers: str) -> Report:
    """An accepted report whose answers about learning are these, or the ordinary ones."""
    report = factories.make_report(grant or factories.make_grant(), state="accepted")
    if answers:
        sheet = report.answers.get(section__code="learned")
        sheet.values = answers
        sheet.save()
    return report


def make_story(grant: Grant, *channels: str, **facts: Any) -> Story:
    """A story that may be shown on these channels, and on no other."""
    story = Story.objects.create(
        **{
            "grant": grant,
            "title": "Back on my feet",
            "good": "I thought I was the only one. Now I walk with others who understand.",
            "hard": "The first weeks were very hard for me.",
            "said_by": "Margaret",
            "voice": "person",
            "state": "ready",
            "has_named_others": True,
            **facts,
        }
    )
    agreement = Agreement.objects.create(story=story, explained_by="Ann")
    for channel in Consent.Channel.values:
        Consent.objects.create(
            story=story,
            agreement=agreement,
            channel=channel,
            is_given=channel in channels,
            until=timezone.localdate() + timedelta(days=90),
            explained_by="Ann",
        )
    return story


def withdraw(story: Story) -> None:
    story.consents.update(withdrawn_at=timezone.now())


def make_share(report: Report, numerator: int, answered: int, code: str = "less-alone", **facts: Any) -> Measurement:
    """A share that a report tells: so many of those who answered."""
    indicator, _ = Indicator.objects.get_or_create(
        fund=factories.make_fund(),
        code=code,
        defaults={"name": f"People who say {code}", "question": "How many?", "kind": "share"},
    )
    return Measurement.objects.create(
        report=report, indicator=indicator, numerator=numerator, answered=answered, **facts
    )


def ask(report: Report, code: str, slot: str, answer: str, **facts: Any) -> Question:
    """One more question of the report's learning section, with its answer."""
    section = Section.objects.get(questionnaire=report.questionnaire, code="learned")
    question = section.questions.filter(code=code).first()
    question = question or factories.make_question(section, code, "text", f"About {code}?", slot=slot, **facts)
    sheet = report.answers.get(section=section)
    sheet.values = {**sheet.values, code: answer}
    sheet.save()
    return question


def make_draft(report: Report, by: User | None = None) -> LearningSummary:
    """What the job would draft from the project of this report. The fund has said what the project is about."""
    if not tagging.is_tagged(report.grant):
        make_tagged(report.grant, by=by)
    return learning.store(learning.compose(learning.gather(report.grant)), by=by)


def make_published(report: Report, editor: User, approver: User) -> LearningSummary:
    """A summary that went the whole way: drafted, read by one person, approved and published by another."""
    from reporting import publishing

    summary = make_draft(report)
    edit(summary, by=editor)
    make_ready(summary, by=editor)
    publishing.approve(summary, by=approver)
    publishing.publish(summary, by=approver)
    return summary


def make_public(about: About | Scope, editor: User, approver: User) -> LearningSummary:
    """What was learned of anything, drafted anew and taken the whole way to the web."""
    from reporting import publishing

    summary = learning.store(learning.compose(learning.gather(about)), by=None)
    edit(summary, by=editor)
    make_ready(summary, by=editor)
    publishing.approve(summary, by=approver)
    publishing.publish(summary, by=approver)
    return summary


def make_ready(summary: LearningSummary, *, by: User) -> LivedReview:
    """Have every project say yes to its words, and somebody with lived experience say yes to the whole."""
    for new in summary.statements.filter(kind="emerging", is_dropped=False, named=""):
        learning.name(new, "Something of its own", by=by)
    for leaning in summary.statements.filter(is_dropped=False):
        if editing.leans(leaning):
            fill(leaning, by=by)
    for doubtful in summary.statements.filter(check_state="look_again", ticked_at=None):
        learning.tick(doubtful, by=by)
    for review in projects.ask(summary, by=by) if summary.collection is None else ():
        projects.answer(review, answer="right", comments={}, by=by)
    return make_signed(summary, by=by)


def fill(statement: Statement, *, by: User) -> None:
    """Say in brackets what a statement leans on, as an editor does."""
    gap = sentences.with_gap(statement.as_written)
    learning.edit_statement(statement, gap.replace(sentences.GAP, "[this]" if gap[0] != "[" else "[the group]"), by=by)


def make_tagged(grant: Grant, *, by: User | None, **words: list[str]) -> None:
    """Say what a project is about: what it said before, these words, and ordinary ones where there are none."""
    usual = {"activities": ["walking"], "people": ["adults of any age"], "delivery": ["led by peers"]}
    usual["principles"] = ["Self management does not mean managing my long term condition alone"]
    kept = {facet: said for facet, said in tagging.tags(grant).items() if said}
    tagging.tag(grant, by=by, **{**usual, **kept, **words})


def make_signed(summary: LearningSummary, *, by: User) -> LivedReview:
    """Have somebody with lived experience say yes to the whole, once every doubtful statement was compared."""
    for doubtful in summary.statements.filter(check_state="look_again", ticked_at=None):
        learning.tick(doubtful, by=by)
    if summary.grant and not tagging.is_tagged(summary.grant):
        make_tagged(summary.grant, by=by)
    reviewer = User.objects.filter(email="rona@example.org").first()
    reviewer = reviewer or factories.make_person("Rona Reader", "lived", email="rona@example.org")
    review = signing.ask(summary, reviewer=reviewer, by=by)
    signing.say(review, answer="yes", words="", is_named=False, by=reviewer)
    return review


def edit(summary: LearningSummary, *, by: User, **changed: str) -> None:
    words = {name: getattr(summary, name) for name in ("title", "one_line", "for_whom", "limits")}
    learning.edit(summary, **{**words, **changed}, by=by)


def only_job(kind: str) -> Job:
    return Job.objects.get(kind=kind)
