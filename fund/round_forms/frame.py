"""What each form about a round shares: once the round is published, it asks why."""

from typing import Any

from django import forms

from fund.models import Round
from fund.questionnaires import fields
from fund.rounds import is_frozen


def why() -> fields.Text:
    """The question that a change to a published round is asked."""
    return fields.Text(
        label="Why does this change?",
        help_text="The round is published, so your reason is kept in its history.",
        words=80,
        error_messages={"required": "Say why this changes"},
    )


class WhyNow(forms.Form):
    """The reason alone, for pages whose other questions are rows."""

    use_required_attribute = False
    reason = why()


class AboutARound(forms.Form):
    """A form about one round. `locked` names what a published round can no longer change; it is not asked."""

    use_required_attribute = False
    saves_drafts = True
    locked: tuple[str, ...] = ()

    def __init__(self, *args: Any, round_: Round, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.round = round_
        self.is_frozen = is_frozen(round_)
        if self.is_frozen:
            for name in self.locked:
                del self.fields[name]
        if self.is_frozen or round_.state != Round.State.DRAFT:
            self.fields["reason"] = why()

    @property
    def facts(self) -> dict[str, Any]:
        """What the verb takes: the columns by name, and the reason."""
        return dict(self.cleaned_data)
