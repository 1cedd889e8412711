"""A definition file that is loaded into a draft."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

MOST_BYTES = 1_000_000


class DefinitionFile(forms.Form):
    """The file, or its text."""

    file = forms.FileField(label="The file", help_text="It ends in .toml.", required=False)
    text = forms.CharField(
        label="Or paste its text",
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "class": "definition"}),
        required=False,
        strip=False,
    )

    saves_drafts = True  # one of the two is needed

    def clean(self) -> dict[str, Any]:
        """Read the file as UTF-8; the text of the page counts where no file was sent."""
        given = self.cleaned_data
        uploaded = given.get("file")
        if isinstance(uploaded, UploadedFile):
            if uploaded.size and uploaded.size > MOST_BYTES:
                raise ValidationError({"file": "Choose a smaller file. A definition file has at most 1 MB"})
            try:
                given["text"] = uploaded.read().decode("utf-8-sig")
            except UnicodeDecodeError as fault:
                raise ValidationError({"file": "Save the file as UTF-8 text, then choose it again"}) from fault
        if not (given.get("text") or "").strip():
            self.add_error("file", "Choose a file, or paste its text")
        return given
