"""What the fund passes on of the assessors’ comments: chosen, in words that the group may read, without names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from applications.models import Application, Assessment, Decision, FeedbackLine
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Round, User

OPEN = (Application.State.SUBMITTED, Application.State.IN_ASSESSMENT, Application.State.DECIDED)
WORDS = ("strong", "stronger")  # what a reader writes on each criterion
SHOWN = (Application.State.RESERVE, Application.State.NOT_FUNDED)


@dataclass(frozen=True)
class Said:
    """One comment of an assessor: a key that stays, what it is about, and the words."""

    key: str
    about: str
    words: str


def comments_on(application: Application) -> list[Said]:
    """All that assessors wrote about a bid, by criterion, in an order that does not tell who wrote it. Two queries."""
    said = []
    for assessment in application.assessments.handed_in().with_words():
        for score in assessment.scores.all():
            place = (score.criterion.position, score.criterion.pk)
            for name in WORDS:
                words = getattr(score, name).strip()
                said.append((place, Said(f"score-{score.pk}-{name}", score.criterion.name, words)))
        said.append(((10_000, 0), Said(f"assessment-{assessment.pk}-overall", "Overall", assessment.overall.strip())))
    return [each for _, each in sorted(said, key=lambda pair: (pair[0], pair[1].words)) if each.words]


@dataclass(frozen=True)
class Offered:
    """A comment that can be passed on, with the line that does so where there is one."""

    key: str
    about: str
    original: str
    line: FeedbackLine | None


def offered(application: Application) -> list[Offered]:
    """The comments to choose from. What was chosen stays, with its original, when an assessor changes a comment."""
    lines = {line.source: line for line in application.feedback_lines.select_related("chosen_by", "checked_by")}
    found = []
    for said in comments_on(application):
        line = lines.pop(said.key, None)
        found.append(Offered(said.key, said.about, line.original if line else said.words, line))
    return [*found, *(Offered(line.source, line.about, line.original, line) for line in lines.values())]


@transaction.atomic
def choose(application: Application, words: Mapping[str, str], *, by: User) -> list[FeedbackLine]:
    """Pass on these comments in these words, by the key of each, and no others. A changed word wants a new look."""
    fresh = _hold(application)
    known = {each.key: each for each in offered(fresh)}
    if unknown := words.keys() - known.keys():
        raise Refused(f"{len(unknown)} of these comments is gone. Reload the page and choose again.")
    for key, text in words.items():
        if not text.strip():
            raise Refused(f"{known[key].about}: write what the group reads, or do not choose it.")
    if names := _names_in(fresh, words.values()):
        raise Refused(f"Take out the name of the assessor: {', '.join(names)}.")
    kept = []
    for position, each in enumerate(known.values()):
        if each.key in words:
            kept.append(_keep(fresh, each, words[each.key].strip(), position=position, by=by))
        elif each.line is not None:
            history.delete(each.line, by=by, reason="No longer passed on")
    return kept


def _keep(application: Application, each: Offered, words: str, *, position: int, by: User) -> FeedbackLine:
    line = each.line or FeedbackLine(application=application, source=each.key, about=each.about, original=each.original)
    if line.pk is None or line.words != words:
        line.words, line.chosen_by, line.chosen_at = words, by, timezone.now()
        line.checked_by = line.checked_at = None
        line.position = position
        history.save(line, by=by)
    return line


def _names_in(application: Application, words: Iterable[str]) -> list[str]:
    """The assessors of this bid whose whole name or e-mail address stands in the words."""
    text = "\n".join(words).casefold()
    readers = [each.assessor for each in application.assessments.select_related("assessor")]
    return [each.name for each in readers if any(said and said.casefold() in text for said in (each.name, each.email))]


@transaction.atomic
def check(application: Application, *, by: User) -> None:
    """The second look: somebody who did not choose the words says that they may go out."""
    fresh = _hold(application)
    lines = list(fresh.feedback_lines.filter(checked_at=None))
    if any(line.chosen_by_id == by.pk for line in lines):
        raise Refused("You chose some of these words yourself. Ask somebody else to look at them.")
    for line in lines:
        line.checked_by, line.checked_at = by, timezone.now()
        history.save(line, by=by, reason="Looked at", fields=["checked_by", "checked_at"])


def take_out(assessment: Assessment, *, by: User) -> None:
    """Pass nothing on of a reader who has ties after all, unless the group has heard. The history keeps the words."""
    application = assessment.application
    if application.state not in OPEN:
        return
    keys = {f"assessment-{assessment.pk}-overall"}
    keys |= {f"score-{pk}-{name}" for pk in assessment.scores.values_list("pk", flat=True) for name in WORDS}
    for line in application.feedback_lines.filter(source__in=keys):
        history.delete(line, by=by, reason="Its reader has ties")


def _hold(application: Application) -> Application:
    """Lock round and bid, so that nobody is told meanwhile, and see that nobody has been."""
    Round.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=application.round_id)
    fresh = (
        Application.objects.select_for_update(of=("self",), no_key=True).select_related("round").get(pk=application.pk)
    )
    if fresh.state not in OPEN:
        raise Refused(f"{fresh.reference} is now “{fresh.get_state_display()}”, so its feedback can no longer change.")
    return fresh


# What goes out -------------------------------------------------------------------------------------------------------


def ready(application: Application) -> list[FeedbackLine]:
    """The lines that may go out: chosen, and looked at by a second person where the round asks for that."""
    lines = list(application.feedback_lines.all())
    return [line for line in lines if line.checked_at] if application.round.feedback_second_look else lines


def waits_for_a_look(application: Application) -> bool:
    """Say whether feedback was chosen that a second person must still look at."""
    return len(ready(application)) < len(application.feedback_lines.all())


def text_of(application: Application) -> str:
    """The feedback as a letter says it."""
    return "\n\n".join(line.words for line in ready(application))


def shown_to_group(application: Application) -> list[FeedbackLine]:
    """What the group reads on its page once it has heard, where it is not funded or on the reserve list."""
    told = Decision.objects.filter(application=application, announced_at__isnull=False)
    return ready(application) if application.state in SHOWN and told.exists() else []
