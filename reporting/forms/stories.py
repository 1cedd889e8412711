"""What tellers, groups and officers type about stories: the words, the yes to each use, what is decided about them."""

from typing import Any

from django import forms
from django.utils import timezone

from applications.granting import months_after
from fund.kit.plain_text import tidy_line
from fund.questionnaires.fields import Line, SafeFile, Text
from reporting import storytelling
from reporting.models import Agreement, Channel, Story
from reporting.storytelling.telling import PHOTOS, SOUNDS

NONE, SOME = "none", "some"
MONTHS = [(6, "6 months"), (12, "1 year"), (24, "2 years")]


def lines_of(text: str, most: int = 20, length: int = 120) -> list[str]:
    """The lines of a box, each once and tidied, without empty ones."""
    found = dict.fromkeys(tidy_line(line)[:length] for line in text.splitlines())
    return [line for line in found if line][:most]


class StoryWords(forms.Form):
    """The words of a story, the teller's own tags, a photo or a recording, and who else is in it."""

    use_required_attribute = False

    title = Line(label="A title for the story", most=120, error_messages={"required": "Enter a title for the story"})
    good = Text(
        label="What went well",
        words=500,
        help_text="In your own words.",
        error_messages={"required": "Enter what went well"},
    )
    hard = Text(
        label="What was hard",
        required=False,
        words=500,
        help_text="A story with both sides helps others most.",
    )
    voice = forms.ChoiceField(
        label="Who tells it?",
        choices=Story.Voice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who tells it"},
    )
    tags = Line(
        label="What is it about, in a few words?",
        most=200,
        required=False,
        help_text="Put commas between them, such as: walking, being less alone. These words go before ours.",
    )
    photo = SafeFile(
        label="A photo",
        kinds=PHOTOS,
        required=False,
        help_text="JPEG or PNG. We take out where and when it was made before anybody else sees it.",
    )
    photo_words = Text(
        label="What the photo shows",
        words=60,
        required=False,
        help_text="For people who cannot see it.",
        widget=forms.Textarea(attrs={"rows": 2, "data-words": 60}),
    )
    sound = SafeFile(
        label="A recording",
        kinds=SOUNDS,
        required=False,
        help_text="Only the people who run the fund hear it. What others read is what you write here.",
    )
    sound_words = Text(label="What is said in the recording", words=500, required=False)
    others = forms.ChoiceField(
        label="Is anybody else named in the story, or easy to know?",
        choices=[(NONE, "No"), (SOME, "Yes")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether anybody else is in the story"},
    )
    agree = Text(
        label="Other people who agree to be in it",
        words=60,
        required=False,
        help_text="One on each line, such as “my sister”.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    disagree = Text(
        label="Other people who do not agree, or whom nobody has asked",
        words=60,
        required=False,
        help_text="One on each line. The story is not shown until they agree or are taken out.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        named = cleaned.get("agree") or cleaned.get("disagree")
        if cleaned.get("others") == SOME and not named and "agree" not in self.errors:
            self.add_error("agree", "Say who else is in the story, or choose that nobody is")
        for kind, asks in (("photo", "Say what the photo shows"), ("sound", "Write down what is said")):
            if cleaned.get(kind) and not cleaned.get(f"{kind}_words"):
                self.add_error(f"{kind}_words", asks)
        return cleaned

    @property
    def words(self) -> dict[str, Any]:
        """The cleaned data as the storytelling verbs take them."""
        cleaned = self.cleaned_data
        others = {}
        if cleaned["others"] == SOME:
            others = dict.fromkeys(lines_of(cleaned["agree"]), True)
            others |= dict.fromkeys(lines_of(cleaned["disagree"]), False)
        sent = [
            storytelling.Sent(kind, cleaned[kind], cleaned[f"{kind}_words"])
            for kind in ("photo", "sound")
            if cleaned.get(kind)
        ]
        return {
            **{name: cleaned[name] for name in ("title", "good", "hard", "voice")},
            "own_tags": lines_of(cleaned["tags"].replace(",", "\n"), length=40),
            "others": others,
            "sent": sent,
        }

    @staticmethod
    def words_of(story: Story) -> dict[str, Any]:
        """What the boxes hold when a story is changed."""
        others = list(story.others.all())
        return {
            **{name: getattr(story, name) for name in ("title", "good", "hard", "voice")},
            "tags": ", ".join(story.own_tags),
            "others": (SOME if others else NONE) if story.has_named_others else None,
            "agree": "\n".join(one.who for one in others if one.has_agreed),
            "disagree": "\n".join(one.who for one in others if not one.has_agreed),
        }


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
    field_order = (*StoryWords.base_fields, "naming", "said_by", *StoryUses.base_fields)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["good"].help_text = "In the person’s own words where you can."
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
