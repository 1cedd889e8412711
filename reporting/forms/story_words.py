"""What somebody tells: the words of a story, its photo and recording, and who else is in it."""

from typing import Any

from django import forms

from fund.kit.plain_text import tidy_line
from fund.questionnaires.fields import Line, SafeFile, Text
from reporting import storytelling
from reporting.models import Story
from reporting.storytelling.files_sent import KINDS, PHOTOS, SOUNDS

NONE, SOME = "none", "some"
OR_SPEAK = "Or leave this and the title empty, and send a recording below."
SPOKEN = 2000  # words: a quarter of an hour


def lines_of(text: str, most: int = 20, length: int = 120) -> list[str]:
    """The lines of a box, each once and tidied, without empty ones."""
    found = dict.fromkeys(tidy_line(line)[:length] for line in text.splitlines())
    return [line for line in found if line][:most]


class StoryWords(forms.Form):
    """The words of a story, the teller's own tags, a photo or a recording, and who else is in it."""

    use_required_attribute = False

    title = Line(label="A title for the story", most=120, required=False)
    good = Text(label="What went well", words=500, required=False, help_text=f"In your own words. {OR_SPEAK}")
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
        help_text="You can speak instead of writing, or do both. Only your group and the people who run the fund "
        "hear it. Others read the words.",
    )
    sound_words = Text(
        label="What is said in the recording",
        words=SPOKEN,
        widget=forms.Textarea(attrs={"rows": 6, "data-words": SPOKEN}),
        required=False,
        help_text="Leave it empty if that is easier. We write it down for you, and ask you to read it.",
    )
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

    photo_kept = Line(most=40, required=False, widget=forms.HiddenInput)
    sound_kept = Line(most=40, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, story: Story | None = None, whose: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.whose = whose
        self.has_sound = story is not None and story.has_sound
        for name in ("title", "good"):
            self.fields[name].is_unmarked = True  # a recording alone needs neither, and words need both
        if story is not None and story.is_by_sound:
            for name in ("good", "hard"):
                self.fields[name].words = SPOKEN
                self.fields[name].widget.attrs["data-words"] = SPOKEN

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for kind in KINDS:
            self._take_kept(kind, cleaned)
        named = cleaned.get("agree") or cleaned.get("disagree")
        if cleaned.get("others") == SOME and not named and "agree" not in self.errors:
            self.add_error("agree", "Say who else is in the story, or choose that nobody is")
        if cleaned.get("photo") and not cleaned.get("photo_words"):
            self.add_error("photo_words", "Say what the photo shows")
        self._ask_for_words_or_sound(cleaned)
        return cleaned

    def _take_kept(self, kind: str, cleaned: dict[str, Any]) -> None:
        """Where no file came this time, take the one that came with the try before."""
        key = cleaned.get(f"{kind}_kept")
        if cleaned.get(kind) or not key or kind in self.errors:
            return
        cleaned[kind] = storytelling.find_aside(key, kind=kind, whose=self.whose)
        if cleaned[kind] is None:
            self.add_error(kind, "We no longer have this file. Send it again")

    def _ask_for_words_or_sound(self, cleaned: dict[str, Any]) -> None:
        has_sound = bool(cleaned.get("sound")) or self.has_sound
        has_words = bool(cleaned.get("good") or (has_sound and cleaned.get("sound_words")))
        if not has_words and not has_sound and not {"good", "sound"} & set(self.errors):
            self.add_error("good", "Write what went well, or send a recording of it")
        if not cleaned.get("title") and (has_words or not has_sound) and "title" not in self.errors:
            self.add_error("title", "Enter a title for the story")

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
        good = cleaned["good"] or ("" if cleaned.get("sound") else cleaned["sound_words"])
        return {
            **{name: cleaned[name] for name in ("title", "hard", "voice")},
            "good": good,
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


class WriteDown(forms.Form):
    """The words of a story that was told by sound, as somebody else hears them."""

    use_required_attribute = False

    title = Line(label="A title for the story", most=120, error_messages={"required": "Enter a title for the story"})
    good = Text(
        label="What is said in the recording",
        words=SPOKEN,
        help_text="Word for word, as it is said. Put “(not clear)” where you cannot hear it.",
        widget=forms.Textarea(attrs={"rows": 10, "data-words": SPOKEN}),
        error_messages={"required": "Write down what is said in the recording"},
    )
    hard = Text(
        label="The part about what was hard",
        words=SPOKEN,
        required=False,
        help_text="If there is one. Put it here and not above, so that readers find both sides.",
        widget=forms.Textarea(attrs={"rows": 5, "data-words": SPOKEN}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, story: Story, **kwargs: Any) -> None:
        words = {name: getattr(story, name) for name in (*Story.WORDS, "version")}
        super().__init__(*args, **{"initial": words, **kwargs})
        self.story, self.is_overtaken = story, False

    def clean(self) -> dict[str, Any]:
        """See that nobody else wrote it down since the page was opened; what was typed stays, theirs stands above."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("version") != self.story.version:
            self.is_overtaken = True
            self.data = {**{name: self.data.get(name) for name in self.fields}, "version": self.story.version}
            self.add_error("good", "Somebody else wrote it down meanwhile. Read theirs above, then keep what is right")
        return cleaned
