"""What applicants are asked besides the round's own questions."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from applications.models import Application
from applications.papers_wanted import most_pages, rules_for
from fund.kit import safe_files
from fund.models import DocumentRule, Organisation
from fund.questionnaires import fields


class StartForm(forms.Form):
    """For which of the own groups somebody applies."""

    use_required_attribute = False

    organisation = forms.ModelChoiceField(
        label="Which group is this for?",
        queryset=Organisation.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose a group", "invalid_choice": "Choose one of your groups"},
    )

    def __init__(self, *args: Any, groups: QuerySet[Organisation], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.fields["organisation"].queryset = groups
        if len(groups) == 1:
            self.initial["organisation"] = groups[0]


class ManyFiles(forms.FileInput):
    """A choice of one file or several."""

    allow_multiple_selected = True


class Papers(fields.SafeFile):
    """One paper or several, each looked at before it is taken."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(widget=ManyFiles(attrs={"accept": safe_files.ACCEPT}), **facts)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        papers, faults = [], []
        for paper in data if isinstance(data, list | tuple) else [data] if data else []:
            try:
                papers.append(super().clean(paper, initial))
            except ValidationError as fault:
                faults += [f"{paper.name}: {words}" for words in fault.messages]
        if faults:
            raise ValidationError(faults)
        return papers


class PapersForm(forms.Form):
    """A place for each paper that the round asks of this group."""

    use_required_attribute = False

    def __init__(self, *args: Any, application: Application, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.rules = rules_for(application)
        for rule in self.rules:
            pages = most_pages(application, rule)
            self.fields[rule.code] = Papers(
                label=rule.name, help_text=_help(rule, pages), required=False, max_pages=pages
            )
            self.fields[rule.code].is_optional = not rule.is_required

    saves_drafts = True

    def clean(self) -> dict[str, Any]:
        """Something must have been chosen: pressing the button without a file does nothing and should say so."""
        if self.rules and not self.errors and not any(self.cleaned_data.values()):
            self.add_error(self.rules[0].code, "Choose a file to add")
        return self.cleaned_data

    @property
    def given(self) -> list[tuple[DocumentRule, Any]]:
        """The papers that were sent, each with the rule that it answers."""
        return [(rule, paper) for rule in self.rules for paper in self.cleaned_data[rule.code]]


def _help(rule: DocumentRule, pages: int | None) -> str:
    parts = [rule.help_text] if rule.help_text else []
    if rule.wanted > 1:
        parts.append(f"We need {rule.wanted} files. You can choose them together.")
    if pages:
        parts.append(f"At most {pages} pages.")
    return "\n".join(parts)


class HandInForm(forms.Form):
    """The declaration."""

    use_required_attribute = False

    declared = forms.BooleanField(
        label="The answers are true as far as we know, and our group has agreed to hand them in.",
        error_messages={"required": "Tick the box to say that the answers are true and that your group has agreed"},
    )


class WithdrawForm(forms.Form):
    """Why an application is taken back, if somebody wants to say."""

    reason = fields.Text(
        label="Why are you taking it back?",
        help_text="You do not have to say. It helps us to make the fund better.",
        words=100,
        required=False,
    )
