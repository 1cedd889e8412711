"""What a group writes about a test of a change."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from applications.models import Grant
from fund.models import CouncilArea
from fund.questionnaires import fields
from fund.questionnaires.fields import Text
from reporting.models import ChangeTest, Site


class PlanTest(forms.Form):
    """Before it begins."""

    use_required_attribute = False

    title = fields.Line(label="What do you change?", most=120, error_messages={"required": "Say what you change"})
    question = Text(
        label="What do you want to find out?", words=80, error_messages={"required": "Say what you want to find out"}
    )
    prediction = Text(
        label="What do you think will happen?",
        help_text="Be bold. It is fine to be wrong: then you learn most.",
        words=80,
        error_messages={"required": "Say what you think will happen"},
    )
    scale = forms.ChoiceField(
        label="How large do you try it?",
        help_text="The smaller the first test, the less can go wrong.",
        choices=ChangeTest.Scale.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how large you try it"},
    )
    site = forms.ModelChoiceField(label="Where?", queryset=None, required=False, empty_label="Everywhere")
    is_walled = forms.BooleanField(
        label="Only our own group sees this",
        help_text="The fund then sees nothing of it. You can change this at any time.",
        required=False,
    )

    def __init__(self, *args: Any, grant: Grant, test: ChangeTest | None = None, **facts: Any) -> None:
        if test is not None:
            facts["initial"] = {name: getattr(test, name) for name in self.base_fields}
        super().__init__(*args, **facts)
        self.fields["site"].queryset = grant.sites.filter(Q(ended_on=None) | Q(pk=test and test.site_id))


class BeginTest(forms.Form):
    """When it began."""

    use_required_attribute = False

    on = fields.Day(
        label="On which day did you begin?",
        help_text="Today, or a day that is past.",
        required=False,
        initial=timezone.localdate,
    )


class StudyTest(forms.Form):
    """What came of it."""

    use_required_attribute = False

    happened = Text(label="What happened?", words=150, error_messages={"required": "Say what happened"})
    learned = Text(
        label="What did you learn from it?",
        help_text="Compare it with what you thought would happen.",
        words=150,
        error_messages={"required": "Say what you learned from it"},
    )
    act = forms.ChoiceField(
        label="What do you do now?",
        choices=ChangeTest.Act.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you do now"},
    )


class AddSite(forms.Form):
    """One more place."""

    use_required_attribute = False

    name = fields.Line(label="Name of the place", most=100, error_messages={"required": "Enter a name for the place"})
    area = forms.ModelChoiceField(
        label="Council area", queryset=CouncilArea.objects.all(), required=False, empty_label="Choose"
    )
    context = Text(label="What is special about it?", words=80, required=False)
    leader = fields.Line(
        label="Who leads it there?", help_text="A role, like “a nurse of the practice”.", most=100, required=False
    )


class ChangeSite(AddSite):
    """What is said of a place, put right."""

    is_ended = forms.BooleanField(
        label="Nothing is tried there any more",
        help_text="What was tried there stays to be read. No new test can be planned there.",
        required=False,
    )

    def __init__(self, *args: Any, site: Site, **facts: Any) -> None:
        names = ("name", "area", "context", "leader")
        facts["initial"] = {name: getattr(site, name) for name in names} | {"is_ended": site.ended_on is not None}
        super().__init__(*args, **facts)
