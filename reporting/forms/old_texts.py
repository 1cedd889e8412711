"""Old texts: the file that is brought in, and what a person says of its sentences."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField

from fund.kit.states import Refused
from fund.kit.written import apart
from fund.questionnaires.fields import Line, SafeFile
from reporting import collecting
from reporting.guessing import QUOTE, guess
from reporting.models import Collection, OldSentence

MOST_PAGES = 200
SLOTS = {
    "worked": "What worked",
    "did_not_work": "What did not work",
    "for_whom": "For whom it worked",
    "circumstances": "What was around it",
    "others_need": "What others need",
    "cost": "What it cost",
    "did": "What was done",
    "next": "What comes next",
}
NOTHING = ("nothing", "Tells nothing")
VOICES = {"": "Not said", "people": "People", "carers": "Carers", "staff": "Staff"}


class BringOldText(forms.Form):
    """The file, the collection that it goes into, and whose it is."""

    use_required_attribute = False

    file = SafeFile(
        label="The file",
        help_text=f"A PDF with text in it, a Word file (.docx) or plain text (.txt), of at most {MOST_PAGES} pages.",
        kinds=apart.KINDS,
        max_pages=MOST_PAGES,
        error_messages={"required": "Choose the file"},
    )
    into = forms.ModelChoiceField(
        Collection.objects.all(),
        label="Collection",
        empty_label="A new one",
        required=False,
        help_text="Texts of one collection are read together for one summary.",
        error_messages={"invalid_choice": "Choose a collection from the list, or a new one"},
    )
    name = Line(label="Name of the new collection", most=120, required=False)
    project = Line(
        label="Project", most=200, required=False, help_text="Whose text is it? Without a name it stands for itself."
    )
    organisation = Line(label="Organisation", most=200, required=False)
    title = Line(
        label="Title of the text", most=200, required=False, help_text="Without one we take the name of the file."
    )
    saves_drafts = True  # which of the boxes are needed depends on the choice

    def clean_file(self) -> tuple[collecting.Words, str]:
        """The words of the file and its name."""
        sent: UploadedFile = self.cleaned_data["file"]
        name = str(sent.name)
        try:
            sent.seek(0)
            return collecting.words_of(name, collecting.scanned(name, sent.read())), name
        except Refused as refusal:
            raise forms.ValidationError(refusal.words) from refusal

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        chosen, name = told.get("into"), told.get("name", "")
        if not chosen and not name and not {"into", "name"} & set(self.errors):
            self.add_error("name", "Choose a collection above, or write the name of a new one")
        if chosen and name and name != chosen.name:
            self.add_error("name", "You chose a collection above. Leave this empty, or choose “A new one”")
        return told


class Row:
    """A sentence with its boxes, and whether somebody has looked at it."""

    def __init__(self, sentence: OldSentence, words: str, boxes: Mapping[str, BoundField], *, is_cited: bool) -> None:
        self.sentence, self.words, self.boxes, self.is_cited = sentence, words, boxes, is_cited
        self.number = sentence.number + 1

    @property
    def about(self) -> str:
        """What a person said that it is about, in words."""
        return SLOTS.get(self.sentence.slot, "" if self.sentence.is_quote else NOTHING[1])

    @property
    def voice(self) -> str:
        return VOICES.get(self.sentence.voice, "") if self.sentence.voice else ""


class LookThrough(forms.Form):
    """The sentences of one part: what each is about, whether it is a quotation, who said it, and whose voice it is.

    What a program guessed stands in the boxes at first; who said something is never filled in.
    """

    use_required_attribute = False
    saves_drafts = True  # who said it is asked for only where it is a quotation

    def __init__(
        self, *args: Any, text: str, shown: Iterable[OldSentence], cited: Iterable[int] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.shown, self.text, self.cited = list(shown), text, set(cited)
        for one in self.open:
            for part, field in self._fields(one, text[one.start : one.end]).items():
                self.fields[f"{part}-{one.pk}"] = field

    @property
    def open(self) -> list[OldSentence]:
        """The sentences that can be changed."""
        return [one for one in self.shown if one.number not in self.cited]

    def _fields(self, one: OldSentence, words: str) -> dict[str, forms.Field]:
        seen, is_quote = one.confirmed_at is not None, one.guess == QUOTE
        first = one.slot if seen else guess(words) if is_quote else one.guess
        number = one.number + 1
        return {
            "about": forms.ChoiceField(
                label=f"Sentence {number} is about",
                choices=[*SLOTS.items(), NOTHING],
                initial=first or NOTHING[0],
                error_messages=dict.fromkeys(("required", "invalid_choice"), f"Choose what sentence {number} is about"),
            ),
            "voice": forms.ChoiceField(
                label=f"Whose voice is sentence {number}",
                choices=list(VOICES.items()),
                initial=one.voice,
                required=False,
                error_messages={"invalid_choice": "Choose a voice from the list"},
            ),
            "quote": forms.BooleanField(
                label=f"Sentence {number} is somebody’s own words",
                initial=one.is_quote if seen else is_quote,
                required=False,
            ),
            "said": Line(
                label=f"Who said sentence {number}?",
                most=100,
                initial=one.said_by,
                required=False,
                help_text="As named in the text. Look before the words too.",
            ),
        }

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for one in self.open:
            who = f"said-{one.pk}"
            if told.get(f"quote-{one.pk}") and not told.get(who) and who not in self.errors:
                self.add_error(
                    who, f"Say who said sentence {one.number + 1}, or untick that it is somebody’s own words"
                )
        return told

    @property
    def said(self) -> dict[int, collecting.Said]:
        """What was said of each sentence, by its key."""
        told = self.cleaned_data
        return {
            one.pk: collecting.Said(
                slot=about if (about := told[f"about-{one.pk}"]) in SLOTS else "",
                is_quote=told[f"quote-{one.pk}"],
                said_by=told[f"said-{one.pk}"],
                voice=told[f"voice-{one.pk}"],
            )
            for one in self.open
        }

    @property
    def rows(self) -> list[Row]:
        """The sentences with their boxes, in reading order."""
        rows = []
        for one in self.shown:
            names = {part: f"{part}-{one.pk}" for part in ("about", "voice", "quote", "said")}
            boxes = {part: self[name] for part, name in names.items() if name in self.fields}
            rows.append(Row(one, self.text[one.start : one.end], boxes, is_cited=one.number in self.cited))
        return rows
