"""What a group's people and their supporters are asked: comments, statements, signatures, answers to bring over."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from applications import commenting, reusing, supporting
from applications.models import Application, Document, SupportingStatement
from fund.kit import safe_files
from fund.models import Question, Section, User
from fund.questionnaires import fields

ALL = "all"


class CommentForm(forms.Form):
    """What somebody says to the others, and about which part."""

    use_required_attribute = False

    about = forms.ChoiceField(
        label="What is it about?",
        error_messages={"required": "Choose what it is about", "invalid_choice": "Choose a part of the list"},
    )
    words = fields.Text(
        label="Your comment",
        help_text="Only the people of your group can read it.",
        words=commenting.WORDS,
        widget=forms.Textarea(attrs={"rows": 4, "data-words": commenting.WORDS}),
        error_messages={"required": "Write your comment"},
    )

    def __init__(self, *args: Any, application: Application, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.places: dict[str, tuple[Section | None, Question | None]] = {ALL: (None, None)}
        choices: list[tuple[str, Any]] = [(ALL, "The whole application")]
        sections = Section.objects.filter(pk__in=application.sheets.values("section")).prefetch_related("questions")
        for section in sections.order_by("position", "pk"):
            self.places[section.code] = (section, None)
            inside = [(section.code, f"All of “{section.title}”")]
            for question in section.questions.all():
                key = f"{section.code}.{question.code}"
                self.places[key] = (section, question)
                inside.append((key, question.label))
            choices.append((section.title, inside))
        self.fields["about"].choices = choices

    @property
    def place(self) -> tuple[Section | None, Question | None]:
        """The section and the question that the comment is about."""
        return self.places[self.cleaned_data["about"]]


class AskStatementForm(forms.Form):
    """Whom outside the group to ask for a few words."""

    use_required_attribute = False

    rule = forms.ChoiceField(
        label="What is it for?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is for", "invalid_choice": "Choose what it is for from the list"},
    )
    name = fields.Line(label="Their name", most=120, error_messages={"required": "Enter the name of the person"})
    email = fields.Email(
        label="Their e-mail address",
        help_text="We send a private link to this address, and use it for nothing else.",
        error_messages={"required": "Enter the e-mail address of the person"},
    )
    relation = fields.Line(
        label="How do they know your group?",
        help_text="Like: community nurse who sends people to us. We repeat this in the letter.",
        error_messages={"required": "Say how the person knows your group"},
    )

    def __init__(self, *args: Any, application: Application, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.application = application
        self.rules = {rule.code: rule for rule in supporting.rules_asking(application)}
        self.fields["rule"].choices = [(rule.code, rule.name) for rule in self.rules.values()]
        if len(self.rules) == 1:
            self.fields["rule"].widget = forms.HiddenInput()
            self.initial["rule"] = next(iter(self.rules))

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        if words := supporting.why_not(self.application, email):
            raise ValidationError(words)
        return email

    @property
    def facts(self) -> dict[str, Any]:
        """What the verb takes."""
        return {**self.cleaned_data, "rule": self.rules[self.cleaned_data["rule"]]}


class StatementForm(forms.Form):
    """What somebody outside the group writes or sends in."""

    use_required_attribute = False
    saves_drafts = True

    words = fields.Text(
        label="Your statement",
        help_text="Say what you know of the group and why this project would help. Name nobody who would not want it.",
        words=supporting.WORDS,
        widget=forms.Textarea(attrs={"rows": 12, "data-words": supporting.WORDS}),
        required=False,
    )
    paper = fields.SafeFile(
        label="Or send a letter as a file",
        help_text="A PDF or Word file, or a photo of a letter, of at most 4 pages.",
        max_pages=supporting.MOST_PAGES,
        required=False,
        widget=forms.FileInput(attrs={"accept": safe_files.ACCEPT}),
    )

    def __init__(self, *args: Any, statement: SupportingStatement, sends: bool = False, **facts: Any) -> None:
        super().__init__(*args, initial={"words": statement.words}, **facts)
        self.statement, self.sends = statement, sends

    def clean(self) -> dict[str, Any]:
        """Sending wants something to send; a draft may be empty."""
        here = self.cleaned_data.get("words") or self.cleaned_data.get("paper") or self.statement.file
        if self.sends and not self.errors and not here:
            self.add_error("words", "Write some words or choose a file before you send it")
        return self.cleaned_data


class AskSignatureForm(forms.Form):
    """Who of the group is asked to sign."""

    use_required_attribute = False

    signatory = forms.ModelChoiceField(
        label="Who should read and sign?",
        queryset=User.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose who should sign", "invalid_choice": "Choose somebody from the list"},
    )

    def __init__(self, *args: Any, people: list[User], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.fields["signatory"].queryset = User.objects.filter(pk__in=[person.pk for person in people])


class SignForm(forms.Form):
    """The signature."""

    use_required_attribute = False

    seen = fields.Tidy(
        widget=forms.HiddenInput, error_messages={"required": "Open this page again and read the answers"}
    )
    agreed = forms.BooleanField(
        label="I have read all the answers, and my group stands behind them.",
        error_messages={"required": "Tick the box to say that you have read the answers and stand behind them"},
    )


class NotSignedForm(forms.Form):
    """Why somebody does not sign."""

    use_required_attribute = False

    reason = fields.Text(
        label="What should change first?",
        help_text="The person who asked you reads this.",
        words=200,
        widget=forms.Textarea(attrs={"rows": 4, "data-words": 200}),
        error_messages={"required": "Say what should change before you sign"},
    )


class ReuseForm(forms.Form):
    """Which answers are brought over."""

    use_required_attribute = False

    codes = forms.MultipleChoiceField(
        label="Answers to bring over",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one answer to bring over",
            "invalid_choice": "Choose answers from the list",
        },
    )

    def __init__(self, *args: Any, offers: list[reusing.Offer], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.fields["codes"].choices = [(offer.question.code, offer.question.label) for offer in offers]
        self.initial["codes"] = [offer.question.code for offer in offers]


class UseAgainForm(forms.Form):
    """Which papers are copied into the new draft."""

    use_required_attribute = False
    saves_drafts = True  # nobody has to copy any

    papers = forms.TypedMultipleChoiceField(
        label="Papers to copy",
        help_text="Take the tick off what is out of date.",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose papers from the list"},
    )

    def __init__(self, *args: Any, papers: list[Document], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.fields["papers"].choices = [(paper.pk, f"{paper.rule}: {paper.file.name}") for paper in papers]
        self.initial["papers"] = [paper.pk for paper in papers]
