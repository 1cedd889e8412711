"""What a project is about, ticked from the fund's words."""

from typing import Any

from django import forms

from applications.models import Grant
from reporting import tagging

CLOSE, ALL = "Projects close to this one", "All words"


class TagProject(forms.Form):
    """A word or more of each facet: first those that the project has or that projects close to it have."""

    use_required_attribute = False

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        kwargs.setdefault("initial", tagging.tags(grant))
        super().__init__(*args, **kwargs)
        suggested, listed = tagging.suggested(grant), tagging.listed()
        for facet, label in tagging.FACETS.items():
            close = dict.fromkeys(suggested[facet])
            rest = [word for word in dict.fromkeys([*self.initial.get(facet, ()), *listed[facet]]) if word not in close]
            groups = [(CLOSE, list(map(_choice, close))), (ALL, list(map(_choice, rest)))]
            self.fields[facet] = forms.MultipleChoiceField(
                label=label,
                choices=groups if close else groups[1][1],
                widget=forms.CheckboxSelectMultiple(attrs={} if facet == "principles" else {"class": "columns"}),
                error_messages={"required": f"Choose at least one answer to “{label}”"},
            )


def _choice(word: str) -> tuple[str, str]:
    return word, word[:1].upper() + word[1:]
