"""A form that sends along what its writer saw, so that nobody writes over words that they have not read."""

from typing import Any

from django import forms


class SeenBefore(forms.Form):
    """Words that others may change meanwhile: `seen` is a mark of what stood there when the page was opened."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    kept: Any = None  # what stands there now, where it is not what the writer saw

    def refuse(self, words: str, *, seen: str, kept: Any) -> None:
        """Stay as it was typed, with the reason, beside what is kept now; at the next press that has been seen."""
        if self.cleaned_data["seen"] != seen:
            self.kept = kept
        self.data = {**self.data.dict(), "seen": seen}
        self.add_error(None, words)
