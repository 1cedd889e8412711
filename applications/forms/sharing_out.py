"""How bids are shared out."""

from django import forms


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
