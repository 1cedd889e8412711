"""What every format draws from: one summary as it is shown on one channel, with a few fixed sentences round it."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from applications.models import Grant
from fund.models import Question
from fund.templatetags.words import day, pounds
from reporting.figures.withholding import FEW
from reporting.learning import showing, wording
from reporting.learning.showing import Mark, Shown
from reporting.models import LearningSummary, SpreadEvent, Statement
from reporting.outputs import words
from reporting.reviewing import signing

MOST_OTHERS = 5


@dataclass(frozen=True)
class Sheet:
    """One summary on one channel. A format takes from here and adds nothing but the sentences in `words`."""

    shown: Shown
    address: str

    @property
    def summary(self) -> LearningSummary:
        return self.shown.summary

    @property
    def label(self) -> str:
        return self.shown.label

    @property
    def label_within(self) -> str:
        """The same as it stands after the name of the fund; names keep their capitals."""
        return wording.small(self.label)

    @property
    def who(self) -> str:
        """The project and its group, or the round and how many of its projects have told."""
        grant, counts = self.summary.grant, self.summary.counts
        if grant:
            return f"{grant.title or grant.reference}, {grant.organisation}"
        told = f": {counts['projects_that_told']} of {counts['projects']} projects have told" if counts else ""
        return f"{self.summary.about}{told}"

    @property
    def cost(self) -> str:
        """What it costs for each person; or what the fund gave, where one project was given a sum."""
        if self.shown.cost:
            return self.shown.cost
        grant = self.summary.grant
        if grant is None or not grant.amount:
            return words.COST_NOT_KNOWN
        if grant.starts_on is None or grant.ends_on is None:
            return words.COST_WITHOUT_DAYS.format(amount=pounds(grant.amount))
        return words.COST_OF_ONE.format(
            amount=pounds(grant.amount), first=day(grant.starts_on), last=day(grant.ends_on)
        )

    @property
    def cost_in_short(self) -> str:
        """What it costs for each person, in a few words; nothing where it is not known."""
        return wording.cost_in_short(self.summary.cost)

    @property
    def is_of_texts(self) -> bool:
        """Whether it tells what older texts say, and not what projects of the fund reported."""
        return self.summary.scope == LearningSummary.Scope.COLLECTION

    @property
    def paid(self) -> str:
        """Who paid for the work, as far as the fund knows."""
        return words.PAID_ELSEWHERE if self.is_of_texts else words.PAID

    @property
    def strength(self) -> str:
        """How strong the evidence is, in a word or two; nothing where it was not judged."""
        one = self.summary
        return f"{one.get_strength_display()} (step {one.strength} of 5)" if one.strength else ""

    @property
    def known(self) -> str:
        """How much is known of five things, in one line, so that silence is seen."""
        return "; ".join(f"{one.name}: {one.level}" for one in self.shown.known)

    @property
    def sure(self) -> str:
        """How sure we are of the finding that stands first, in a word or two; nothing where it has no grade."""
        found = [*self.shown.helped, *self.shown.hindered]
        return wording.sure(found[0].grade).capitalize() if found else ""

    @property
    def to_ask(self) -> list[str]:
        """The projects that a reader of a summary of many can ask, each with its group."""
        if self.summary.grant:
            return []
        return [f"{grant.title or grant.reference}, {grant.organisation}" for grant in self.shown.cited]

    @property
    def hindered_words(self) -> list[str]:
        """What got in the way, or that nobody told of anything."""
        return [one.words for one in self.shown.hindered] or [self.shown.nothing_against]

    @property
    def conditions(self) -> list[tuple[str, str, bool]]:
        """The six conditions for change, what projects said they had of each, and whether all who said so had it."""
        return [(name, *self._had(self.summary.had.get(code, {}))) for name, code in words.SIX]

    def _had(self, said: dict[str, int]) -> tuple[str, bool]:
        known = {answer: said[answer] for answer in words.HAD if said.get(answer)}
        told = sum(known.values())
        if not told:
            return words.NOT_SPOKEN, False
        if self.summary.grant:
            return words.HAD[next(iter(known))], "yes" in known
        each = (words.HAD_BY_MANY.format(count=known[one], told=told, answer=words.HAD[one]) for one in known)
        return ", ".join(each), known.get("yes") == told

    @property
    def foot(self) -> str:
        """How it was made, with what was left out."""
        return self._made(f" Left out: {', '.join(self.shown.left_out)}." if self.shown.left_out else "")

    @property
    def short_foot(self) -> str:
        """How it was made; the web page says what was left out."""
        return self._made("")

    def _made(self, left: str) -> str:
        one = self.summary
        looked = f" Look again {day(one.review_on)}." if one.review_on else ""
        made = words.MADE_OF_TEXTS if self.is_of_texts else words.MADE_WORDS
        if name := signing.named(one):
            made = f"{made} {words.READ_BY.format(name=name)}"
        return f"{made}{left} Published {day(one.published_at)}, version {one.version}.{looked}"

    @property
    def needs(self) -> list[Statement]:
        """The statements that come from what others would need. One query."""
        first = {one: one.sources.all()[0] for one in self.shown.helped if one.sources.all()}
        sheets = {source.report.questionnaire_id for source in first.values() if source.report}
        asked = set(
            Question.objects.filter(section__questionnaire__in=sheets, slot="others_need")
            .order_by()
            .values_list("section__questionnaire", "code")
        )
        return [
            one
            for one, source in first.items()
            if source.report and (source.report.questionnaire_id, source.field) in asked
        ]

    @property
    def others(self) -> list[str]:
        """Projects like this one as they stood when the paper was made: name, group, year and council areas."""
        return [_named(match.grant) for match in showing.alike(self.shown, limit=MOST_OTHERS).matches]

    @property
    def taken_up(self) -> str:
        """How many groups took the approach up, as far as both sides said so; nothing where none did. One query."""
        grant = self.summary.grant
        steps = SpreadEvent.objects.filter(grant=grant, kind=SpreadEvent.Kind.ADOPTED).counted() if grant else None
        number = steps.values("group").distinct().count() if steps is not None else 0
        return words.TAKEN_UP.format(groups="One group" if number == 1 else f"{number} groups") if number else ""

    @property
    def permissions(self) -> list[Statement]:
        """What helped with leaders, with permission and with time; what got in the way stands under the risks."""
        return [one for one in self.shown.helped if one.theme and one.theme.code in {"T04", "T01"}]

    def talk(self, named: int) -> str:
        """Whom to ask, where so many of the projects to ask stand beside it by name."""
        if self.summary.grant:
            return words.ASK_THEM.format(group=self.summary.grant.organisation)
        if not self.to_ask:
            return words.ASK_NOBODY
        if not named:
            return words.ASK_ON_WEB
        more = len(self.to_ask) - named
        return f"{words.MORE_ON_WEB.format(count=more)} {words.INTRODUCED}" if more > 0 else words.INTRODUCED

    def silence(self, mark: Mark) -> str:
        """Who did not answer, so that nobody reads silence as yes; and whose the measure is, where it is somebody's."""
        told = silence(mark.figure, int(self.summary.parameters.get("few", FEW)))
        return f"{told} {mark.figure.get('copyright', '')}".strip()


def _named(grant: Grant) -> str:
    areas = sorted(area.name for area in grant.areas.all())
    where = ", ".join(areas) if 0 < len(areas) <= 3 else ""
    told = (grant.title or grant.reference, str(grant.organisation), str(grant.year or ""), where)
    return ", ".join(part for part in told if part)


def sheet(summary: LearningSummary, channel: str) -> Sheet:
    """A summary on a channel, with the stories that may be shown there now. `summary` comes `with_lines`."""
    return Sheet(
        showing.show(summary, channel), settings.SITE_ADDRESS + reverse("reporting:summary", args=[summary.slug])
    )


def fetched(summary: LearningSummary) -> LearningSummary:
    """The summary's row afresh, with all that a sheet reads."""
    return showing.with_lines(LearningSummary.objects.all()).get(pk=summary.pk)


def count_of(statement: Statement) -> str:
    """The quiet count at the end of a line; nothing where there is only one project.

    Where projects differ the line itself counts both sides, so only how sure we are stands behind it.
    """
    if statement.projects_asked == 1:
        return ""
    if statement.kind == Statement.Kind.BOTH:
        return wording.sure(statement.grade)
    theme = f"{statement.theme}: " if statement.theme else ""
    sure = f", {wording.sure(statement.grade)}" if statement.grade else ""
    return f"{theme}{wording.behind(statement)}{sure}"


def with_count(statement: Statement) -> str:
    """The words, their count, what was done after a test, and why a person lowered or raised how sure we are."""
    count = count_of(statement)
    said = (statement.words, f"({count})" if count else "", statement.tested, statement.note)
    return " ".join(part for part in said if part)


def name_of(figure: dict[str, Any]) -> str:
    """What a figure is about: its name, its group of people, and when it was asked."""
    when = {"baseline": ", at the start", "end": ", at the end"}.get(figure.get("point", ""), "")
    group = f": {figure['group']}" if figure.get("group") else ""
    return f"{figure['name']}{group}{when}"


def said_of(figure: dict[str, Any]) -> str:
    percent = figure.get("percent")
    return f"{figure['words']} ({percent}%)" if percent is not None else str(figure["words"])


def silence(figure: dict[str, Any], few: int) -> str:
    """How many of those who were asked did not answer; a few are not told as a number. Only shares know it."""
    answered, asked = figure.get("denominator"), figure.get("asked")
    if figure.get("kind") != "share" or not answered:
        return ""
    if asked is None and figure.get("because"):
        return ""  # it is known, and withheld
    if asked is None or asked < answered:
        return words.SILENCE_UNKNOWN
    if asked == answered:
        return words.ALL_ANSWERED
    if asked - answered < few:
        return words.NEARLY_ALL
    return words.SOME_SILENT.format(silent=f"{asked - answered:,}", asked=f"{asked:,}")
