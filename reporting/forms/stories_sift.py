"""What the fund’s people decide about stories, and how they are found."""

from django import forms

from fund.questionnaires.fields import Line
from reporting.forms.story_words import lines_of
from reporting.models import Story


class OurTags(forms.Form):
    """The fund's own tags."""

    use_required_attribute = False

    our_tags = Line(label="Tags of the fund", most=200, required=False, help_text="Put commas between them.")

    @property
    def tags(self) -> list[str]:
        return lines_of(self.cleaned_data["our_tags"].replace(",", "\n"), length=40)


class FindStories(forms.Form):
    """Words to look for in stories."""

    use_required_attribute = False

    q = Line(label="Find stories", most=200, required=False)


class SiftStories(FindStories):
    """Which stories an officer wants to see."""

    STATES = (
        ("", "All"),
        ("details", "With open details"),
        ("ends", "Ends within 60 days"),
        ("sound", "Told by sound, to be written down"),
        ("others", "Somebody in it has not agreed"),
        *Story.State.choices,
    )
    show = forms.ChoiceField(label="Show", choices=STATES, required=False)
