"""What tellers and groups say about a story: how the teller is named, and the yes to each use."""

from typing import Any

from django import forms
from django.utils import timezone

from applications.granting import months_after
from fund.questionnaires.fields import Email, Line
from reporting import storytelling
from reporting.forms.story_words import OR_SPEAK, StoryWords
from reporting.models import Agreement, Channel, Story

MONTHS = [(6, "6 months"), (12, "1 year"), (24, "2 years")]


class Naming(forms.Form):
    """How a person is named."""

    use_required_attribute = False

    naming = forms.ChoiceField(
        label="How do you want to be named?",
        choices=[
            (Story.Naming.OWN, "By my own name"),
            (Story.Naming.OTHER, "By another name"),
            (Story.Naming.ROLE, "By what I am, such as “a carer in Fife”"),
            (Story.Naming.NOBODY, "Not at all"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how to be named"},
    )
    said_by = Line(
        label="The name or words to show",
        most=80,
        required=False,
        help_text="Such as a first name, another name, or “a carer in Fife”. Leave it empty for no name.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        wants_name = cleaned.get("naming") not in {None, Story.Naming.NOBODY}
        if wants_name and not cleaned.get("said_by") and "said_by" not in self.errors:
            self.add_error("said_by", "Enter the name or words to show, or choose “Not at all”")
        return cleaned


class StoryUses(Naming):
    """The yes or no to each use of the words as they stand, by the teller."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    uses = forms.MultipleChoiceField(
        label="Where may the story be used?",
        choices=Channel.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick only what you say yes to. What is not ticked is a no.",
    )
    audience = forms.ChoiceField(
        label="Who may see it?",
        choices=Story.Audience.choices,
        widget=forms.RadioSelect,
        help_text="The web, papers and open data are for everybody. With another choice it is not shown there.",
        error_messages={"required": "Choose who may see it"},
    )
    months = forms.TypedChoiceField(
        label="For how long?",
        choices=MONTHS,
        coerce=int,
        initial=storytelling.MONTHS,
        widget=forms.RadioSelect,
        help_text="After that the story is not shown any more, unless you say yes again.",
        error_messages={"required": "Choose for how long the story may be used"},
    )
    explained_by = Line(
        label="Who talked it through with you?",
        most=120,
        required=False,
        help_text="Leave it empty if you read it by yourself.",
    )
    is_under_16 = forms.BooleanField(label="The person who tells it is under 16", required=False)
    helper_kind = forms.ChoiceField(
        label="Did anybody help with the answers?",
        choices=[("none", "Nobody"), *((one.value, one.label) for one in Agreement.Helper if one.value)],
        initial="none",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether anybody helped"},
    )
    helper = Line(label="The name of who helped", most=120, required=False)
    agreed = forms.BooleanField(
        label="I have read the words above. I agree that they are shown as ticked, and as they stand.",
        error_messages={"required": "Tick to say that you have read the words and agree"},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind = cleaned.get("helper_kind", "")
        if cleaned.get("is_under_16") and kind != Agreement.Helper.GUARDIAN and "helper_kind" not in self.errors:
            self.add_error("helper_kind", "For somebody under 16, a parent or guardian has to say yes")
        if kind not in {"", "none"} and not cleaned.get("helper"):
            self.add_error("helper", "Enter the name of the person who helped")
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """The cleaned data as the storytelling verbs take them."""
        cleaned = self.cleaned_data
        kind = "" if cleaned["helper_kind"] == "none" else cleaned["helper_kind"]
        return {
            **{name: cleaned[name] for name in ("naming", "said_by", "audience", "explained_by")},
            "consents": {channel: channel in cleaned["uses"] for channel in Channel.values},
            "until": months_after(timezone.localdate(), cleaned["months"]),
            "helped": storytelling.Helped(
                kind, cleaned["helper"] if kind else "", is_under_16=bool(cleaned["is_under_16"])
            ),
        }

    @staticmethod
    def uses_of(story: Story) -> dict[str, Any]:
        """What the boxes hold: the last answers. How long, who explained it and the agreement are asked anew."""
        yes = [consent.channel for consent in story.consents.all() if consent.is_given and consent.withdrawn_at is None]
        naming = story.naming if story.said_by or story.naming == Story.Naming.NOBODY else None
        return {
            "version": story.version,
            "uses": yes,
            "naming": naming,
            "said_by": story.said_by,
            "audience": story.audience if naming else None,
        }


class TellStory(StoryWords, StoryUses):
    """A story that a group tells with a person, and the uses to which the person says yes."""

    version = None  # type: ignore[assignment]
    email = Email(
        label="The person’s e-mail address",
        required=False,
        help_text="If they want a link of their own: by it they read the story, stop a use or take it back without "
        "you. From then on only they can say yes to changed words. Leave it empty if they do not; you can print a "
        "link for them later.",
    )
    field_order = (
        *StoryWords.base_fields,
        "naming",
        "said_by",
        *(name for name in StoryUses.base_fields if name != "agreed"),
        "email",
        "agreed",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kwargs.get("story") is not None:
            del self.fields["email"]  # the page of a story has a way of its own to send the link
        self.fields["good"].help_text = f"In the person’s own words where you can. {OR_SPEAK}"
        self.fields["sound"].help_text = (
            "The person can speak instead of writing. Only your group, the person and the people who run the fund "
            "hear it. Others read the words."
        )
        self.fields["sound_words"].help_text = "If you have no time now, write it down later. The person reads it then."
        self.fields["naming"].choices = Story.Naming.choices
        self.fields["naming"].label = "How does the person want to be named?"
        self.fields["uses"].help_text = "Tick only what the person said yes to. What is not ticked is a no."
        self.fields["explained_by"].label = "Who talked it through with the person"
        self.fields["explained_by"].required = True
        self.fields[
            "explained_by"
        ].help_text = (
            "The name of the person in your group who explained the uses and read these words with the teller."
        )
        self.fields["explained_by"].error_messages["required"] = "Enter who talked it through with the person"
        self.fields["agreed"].label = "The person has seen these words and agrees to the uses ticked above."
        self.fields["agreed"].error_messages["required"] = (
            "Tick to say that the person has seen these words and agrees to the uses"
        )
