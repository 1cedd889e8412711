"""How bids are shared out."""

from typing import Any

from django import forms

from applications import assigning
from applications.forms.finding import options_of
from applications.models import AssigningRule
from fund import readers
from fund.models import Round
from fund.questionnaires import fields


class ShareOut(forms.Form):
    """What each bid wants besides its number of readers."""

    lived = forms.ChoiceField(
        label="Readers with lived experience for each bid",
        choices=[("0", "None needed"), ("1", "1"), ("2", "2"), ("3", "3")],
        initial="1",
        required=False,
    )

    saves_drafts = True  # nothing here must be filled in, so no label has to say so

    @property
    def wanted(self) -> int:
        """How many; one where nothing sensible was asked."""
        return int(self.cleaned_data["lived"]) if self.is_valid() and self.cleaned_data["lived"] else 1


class AddRule(forms.Form):
    """Which bids a rule is about, and who reads them."""

    use_required_attribute = False

    about = forms.ChoiceField(
        label="Which bids?",
        error_messages={
            "required": "Choose which bids the rule is about",
            "invalid_choice": "Choose which bids the rule is about",
        },
    )
    who = forms.ChoiceField(
        label="Who reads them?",
        choices=[("named", "These people, all of them"), ("knows", "Some of those who know about something")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who reads them"},
    )
    readers = forms.MultipleChoiceField(
        label="These people", widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"}), required=False
    )
    number = fields.Whole(label="How many of those who know about it?", least=1, most=20, required=False)
    knows = forms.ChoiceField(label="What they know about", required=False)

    def __init__(self, *args: Any, round_: Round, **facts: Any) -> None:
        super().__init__(*args, **facts)
        options = options_of(round_)
        groups = [(words.capitalize(), _keyed(fact, options)) for fact, words in AssigningRule.Fact.choices]
        self.fields["about"].choices = [("", "Choose"), *((words, choices) for words, choices in groups if choices)]
        self.people = {str(person.pk): person for person in assigning.assessors()}
        self.fields["readers"].choices = [(key, str(person)) for key, person in self.people.items()]
        self.topics = {str(term.pk): term for term in readers.topics()}
        self.fields["knows"].choices = [("", "Choose"), *((key, term.name) for key, term in self.topics.items())]

    def clean(self) -> dict[str, Any]:
        """Ask for the people, or for the number and the topic, by what was chosen."""
        given = self.cleaned_data
        if given.get("who") == "named" and not given.get("readers") and "readers" not in self.errors:
            self.add_error("readers", "Choose at least one person")
        if given.get("who") == "knows":
            if not given.get("number") and "number" not in self.errors:
                self.add_error("number", "Enter how many")
            if not given.get("knows") and "knows" not in self.errors:
                self.add_error("knows", "Choose what they know about")
        return given

    @property
    def facts(self) -> dict[str, Any]:
        given = self.cleaned_data
        fact, _, key = given["about"].partition(":")
        if given["who"] == "named":
            return {"fact": fact, "key": key, "readers": [self.people[pk] for pk in given["readers"]]}
        return {"fact": fact, "key": key, "number": given["number"], "knows": self.topics[given["knows"]]}


def _keyed(fact: str, options: dict[str, list[tuple[str, str]]]) -> list[tuple[str, str]]:
    return [(f"{fact}:{key}", words) for key, words in options.get(fact, [])]
