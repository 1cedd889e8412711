"""What becomes of something that may give a person away."""

from typing import Any

from django import forms

from fund.models import PersonalDetail
from fund.questionnaires.fields import Line


class DecideDetail(forms.Form):
    """The decision about one detail of a story, where the teller can be asked."""

    use_required_attribute = False
    AGREED, REMOVE, REPLACE = "agreed", "remove", "replace"
    STANDS = "The person agrees that it is shown"

    what = forms.ChoiceField(
        label="What becomes of it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what becomes of it"},
    )
    instead = Line(label="The other words", most=120, required=False, help_text="A role, such as “my sister”.")

    def __init__(self, *args: Any, detail: PersonalDetail, **facts: Any) -> None:
        super().__init__(*args, auto_id=f"id_{detail.pk}_%s", **facts)
        self.detail = detail
        self.fields["what"].choices = [
            (self.REPLACE, "Put other words there"),
            (self.REMOVE, "Take it out"),
            (self.AGREED, self.STANDS),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("what") == self.REPLACE and not cleaned.get("instead"):
            self.add_error("instead", "Enter the words to put there")
        return cleaned

    @property
    def words(self) -> str | None:
        """What is to stand there: other words, nothing at all where it is taken out, or None where it may stand."""
        chosen = {self.AGREED: None, self.REMOVE: "", self.REPLACE: self.cleaned_data["instead"]}
        return chosen[self.cleaned_data["what"]]


class SettleDetail(DecideDetail):
    """The same in a text of the fund, where many finds are the name of a place or a group."""

    STANDS = "Let it stand: it gives nobody away, or the person agrees"


class DecideCardDetail(DecideDetail):
    """The same on a card. Nobody knows who wrote it, so nobody can be asked."""

    STANDS = "Leave it: it gives nobody away"
