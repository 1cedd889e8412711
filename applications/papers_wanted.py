"""Which papers a round asks of a group, by the group's age, and which are still missing."""

from applications.models import Application
from fund.models import DocumentRule, StoredFile


def rules_for(application: Application) -> list[DocumentRule]:
    """The round's document rules for this group, by its age on the closing day. A short note needs no papers."""
    round_ = application.round
    if application.is_note:
        return []
    age = DocumentRule.AppliesTo.ESTABLISHED
    if not application.organisation.is_established(round_.closes_at):
        age = DocumentRule.AppliesTo.NEW
    return [rule for rule in round_.document_rules.all() if rule.applies_to in {DocumentRule.AppliesTo.ALL, age}]


def missing(application: Application) -> list[tuple[DocumentRule, str]]:
    """The rules that want more papers than there are, with what to do. A file that is held back does not count."""
    sent: dict[int | None, int] = {}
    kept = application.documents.exclude(file__check_state=StoredFile.Check.QUARANTINED)
    for rule_pk in kept.values_list("rule", flat=True):
        sent[rule_pk] = sent.get(rule_pk, 0) + 1
    wanted = rules_for(application)
    if any(rule.asks_outsiders for rule in wanted):  # a statement that an outsider has sent counts like a paper
        for rule_pk in application.statements.sent().values_list("rule", flat=True):
            sent[rule_pk] = sent.get(rule_pk, 0) + 1
    todo = []
    for rule in wanted:
        left = rule.wanted - sent.get(rule.pk, 0)
        if rule.is_required and left > 0:
            by_letter = ", or ask for them by letter" if rule.asks_outsiders else ""
            todo.append((rule, f"Add {_how_many(left, rule)}“{rule.name}”{by_letter}"))
    return todo


def _how_many(left: int, rule: DocumentRule) -> str:
    if rule.wanted == 1:
        return ""
    return f"{left} more {'file' if left == 1 else 'files'} to " if left < rule.wanted else f"{left} files to "


def most_pages(application: Application, rule: DocumentRule | None) -> int | None:
    """How many pages a paper may have: by the rule, and for the project plan by the size of grant."""
    if rule is None:
        return None
    limits = [rule.max_pages]
    if is_plan(rule) and application.tier:
        limits.append(application.tier.plan_pages)
    return min((limit for limit in limits if limit), default=None)


def is_plan(rule: DocumentRule) -> bool:
    """Say whether this paper is the project plan, whose length depends on the size of grant."""
    return rule.code in {"plan", "project-plan", "project_plan"}
