"""What the library and the list of projects can be searched by."""

from typing import Any

from django import forms
from django.http import QueryDict

from applications.models import Grant
from fund.kit.plain_text import tidy_line
from fund.models import CouncilArea
from fund.questionnaires.fields import Tidy
from reporting import shelf

LONGEST, MOST_TICKED = 200, 20  # of a value; of one facet


class FindLearning(forms.Form):
    """Words to look for in what was learned, and values of facets, each as often as it is ticked."""

    q = Tidy(label="Words", required=False)

    @property
    def chosen(self) -> dict[str, list[str]]:
        """The ticked values by facet; what no facet has finds nothing."""
        data = self.data if isinstance(self.data, QueryDict) else QueryDict()
        ticked = {name: [tidy_line(value)[:LONGEST] for value in data.getlist(name)] for name in shelf.FACETS}
        return {name: kept for name, values in ticked.items() if (kept := [*filter(None, values)][:MOST_TICKED])}


class FindProjects(forms.Form):
    """Words, a council area and a year to look for among all awards."""

    q = Tidy(label="Words", required=False)
    area = forms.ModelChoiceField(
        label="Council area", queryset=CouncilArea.objects.all(), required=False, empty_label="All of Scotland"
    )
    year = forms.TypedChoiceField(label="Began in", coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dated = Grant.objects.public().order_by()
        began = set(dated.filter(starts_on__isnull=True).values_list("start_year", flat=True).distinct())
        began |= set(dated.values_list("starts_on__year", flat=True).distinct())
        field = self.fields["year"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", "Any year"), *((year, year) for year in sorted(filter(None, began), reverse=True))]
