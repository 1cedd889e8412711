"""What the learning desk asks about one summary or one of its statements, each on a page of its own."""

from typing import Any

from django import forms

from fund.models import Term, User
from fund.questionnaires.fields import Day, Line, Text
from reporting.learning import queueing, regrading
from reporting.learning.grading import FAIRLY, HIGH
from reporting.models import LearningSummary, Statement
from reporting.reviewing import signing


def _people(people: Any, nobody: str) -> list[tuple[str, str]]:
    return [("", nobody), *((str(person.pk), str(person)) for person in people)]


class Own(forms.Form):
    """Who looks after a summary, and its day."""

    use_required_attribute = False
    saves_drafts = True  # a summary may be nobody's, and without a day

    owner = forms.ChoiceField(label="Who looks after it?", required=False)
    due_on = Day(label="By when is it to be published?", help_text="Like: 27 March 2027", required=False)

    def __init__(self, *args: Any, summary: LearningSummary, **facts: Any) -> None:
        said = {"owner": summary.owner_id or "", "due_on": summary.due_on}
        super().__init__(*args, initial=said, **facts)
        self.people = {str(person.pk): person for person in queueing.editors()}
        self.fields["owner"].choices = _people(self.people.values(), "Nobody yet")

    @property
    def said(self) -> dict[str, Any]:
        return {
            "owner": self.people.get(self.cleaned_data["owner"]),
            "due_on": self.cleaned_data["due_on"] or None,
        }


class MergeInto(forms.Form):
    """The statement into which another one goes."""

    use_required_attribute = False

    into = forms.ChoiceField(
        label="Which one says the same?",
        help_text="That one stays, with the sources and projects of both. You can take them apart again.",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the statement that stays"},
    )

    def __init__(self, *args: Any, statement: Statement, **facts: Any) -> None:
        super().__init__(*args, **facts)
        rows = statement.summary.statements.before_the_wall().exclude(pk=statement.pk)
        others = rows.filter(kind=statement.kind, is_dropped=False)
        self.others = {str(one.pk): one for one in others}
        self.fields["into"].choices = [(pk, one.words) for pk, one in self.others.items()]

    @property
    def chosen(self) -> Statement:
        return self.others[self.cleaned_data["into"]]


class NameNew(forms.Form):
    """What becomes of something that fits no theme."""

    use_required_attribute = False
    saves_drafts = True  # which of the two boxes is needed depends on the choice

    NAME = "name"
    what = forms.ChoiceField(
        label="What is it?",
        choices=[
            (NAME, "Something new: I give it a name"),
            (Statement.Kind.FOR, "A theme we know: it helped"),
            (Statement.Kind.AGAINST, "A theme we know: it got in the way"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say what it is"},
    )
    named = Line(label="Its name", help_text="A few plain words, like: Money worries", most=80, required=False)
    theme = forms.ModelChoiceField(
        label="The theme", queryset=Term.objects.none(), required=False, empty_label="Choose a theme"
    )

    def __init__(self, *args: Any, statement: Statement, **facts: Any) -> None:
        said = {"what": self.NAME, "named": statement.named} if statement.named else {}
        super().__init__(*args, initial=said, **facts)
        self.fields["theme"].queryset = Term.objects.of("learning-themes")

    def clean(self) -> dict[str, Any]:
        what = self.cleaned_data.get("what")
        if what == self.NAME and not self.cleaned_data.get("named") and "named" not in self.errors:
            self.add_error("named", "Enter a name for it")
        if what and what != self.NAME and not self.cleaned_data.get("theme") and "theme" not in self.errors:
            self.add_error("theme", "Choose the theme")
        return self.cleaned_data


class Regrade(forms.Form):
    """How sure we are of a finding, and why that is not what the rules say."""

    use_required_attribute = False
    saves_drafts = True  # who goes back to the rules needs no reason

    RULES = "rules"
    level = forms.ChoiceField(
        label="How sure are we?", widget=forms.RadioSelect, error_messages={"required": "Say how sure we are"}
    )
    why = Line(
        label="Why?",
        help_text="Go on with “We lowered this because …” or “We raised this because …”. Readers see it beside the "
        "finding, in all that is made from this summary.",
        most=regrading.LONGEST,
        required=False,
    )

    def __init__(self, *args: Any, statement: Statement, **facts: Any) -> None:
        said = {"level": statement.regraded or self.RULES, "why": statement.why_regraded}
        super().__init__(*args, initial=said, **facts)
        drafted = statement.confidence
        never = {drafted, *((HIGH, FAIRLY) if statement.projects_asked == 1 else ())}
        levels = [choice for choice in Statement.Confidence.choices if choice[0] not in never]
        rules = f"{statement.get_confidence_display()}, as the rules say"
        self.fields["level"].choices = [(self.RULES, rules), *levels]

    def clean(self) -> dict[str, Any]:
        level = self.cleaned_data.get("level")
        if level and level != self.RULES and not self.cleaned_data.get("why") and "why" not in self.errors:
            self.add_error("why", "Say why")
        return self.cleaned_data


class AskSignOff(forms.Form):
    """Who reads a summary before it goes out."""

    use_required_attribute = False

    reviewer = forms.ChoiceField(
        label="Who reads it?",
        help_text="They get a letter with a link. Nobody who scores bids is on the list.",
        error_messages={"required": "Choose who reads it"},
    )

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.people: dict[str, User] = {str(person.pk): person for person in signing.reviewers()}
        self.fields["reviewer"].choices = _people(self.people.values(), "Choose one")

    @property
    def chosen(self) -> User:
        return self.people[self.cleaned_data["reviewer"]]


class Archive(forms.Form):
    """Why a summary is not shown in the library any more."""

    use_required_attribute = False

    reason = Line(
        label="Why is it archived?",
        help_text="The desk keeps this. Readers see only the day.",
        most=300,
        error_messages={"required": "Say why it is archived"},
    )


class ReplyToComment(forms.Form):
    """What the fund answers to a project."""

    use_required_attribute = False

    words = Text(
        label="What do you answer?",
        help_text="Say what you changed, or why you did not. The project reads it.",
        words=150,
        error_messages={"required": "Say what you changed, or why you did not"},
    )
