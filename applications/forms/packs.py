"""What readers and officers are asked who bring scores on paper or in a spreadsheet."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from applications.packs import codes, entering, taking
from applications.packs.taking import Change, Plan
from fund.kit.states import Refused
from fund.models import User
from fund.questionnaires.fields import SafeFile, Tidy


class UploadScores(forms.Form):
    """A filled-in spreadsheet of scores, looked at before it is taken."""

    file = forms.FileField(
        label="Your spreadsheet of scores",
        help_text="The .xlsx file from this page, filled in. You see what is in it before anything is saved.",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": "Choose the spreadsheet that you filled in",
            "empty": "This file is empty. Choose the spreadsheet that you filled in",
        },
    )

    def __init__(self, *args: Any, by: User, reader: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.reader = by, reader
        if reader is None:
            self.fields["file"].label = "A reader’s spreadsheet of scores"
            self.fields["file"].help_text = "The .xlsx file that they filled in. You see what is in it first."

    def clean_file(self) -> Any:
        uploaded = self.cleaned_data["file"]
        try:
            taking.look_at(uploaded, by=self.by, reader=self.reader)
        except Refused as fault:
            raise ValidationError(str(fault)) from fault
        uploaded.seek(0)
        return uploaded


class TakeScores(forms.Form):
    """What somebody says to a spreadsheet that was read: go on without closed bids, and which words count."""

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, initial=plan.seen, required=False)
        for number, change in enumerate(plan.to_choose):
            self.fields[f"choice_{number}"] = forms.ChoiceField(
                label=f"{change.label} ({change.cell})",
                choices=[
                    (taking.KEEP, f"Keep what is on the screen: {change.now or 'nothing'}"),
                    (taking.TAKE, f"Take what is in the file: {change.new or 'nothing'}"),
                ],
                widget=forms.RadioSelect,
                error_messages={"required": f"Choose which counts for “{change.label}”"},
            )
        if plan.closed:
            names = ", ".join(bid.reference for bid in plan.closed)
            self.fields["goes_on"] = forms.BooleanField(
                label=f"Go on without {names}",
                error_messages={"required": "Say whether to go on without the bids that are closed"},
            )

    def to_choose(self, bid: taking.OfBid) -> Iterator[tuple[Change, forms.BoundField]]:
        """The choices of one bid, each with its boxes."""
        for number, change in enumerate(self.plan.to_choose):
            if change in bid.to_choose:
                yield change, self[f"choice_{number}"]

    def bids(self) -> Iterator[tuple[taking.OfBid, list[forms.BoundField]]]:
        """Each bid that would change, with what is to be chosen in it."""
        for bid in self.plan.changed:
            yield bid, [field for _, field in self.to_choose(bid)]

    @property
    def choices(self) -> dict[str, str]:
        """What was chosen, by the name of the change."""
        return {change.name: self.cleaned_data[f"choice_{number}"] for number, change in enumerate(self.plan.to_choose)}


class EnterCodes(forms.Form):
    """The return codes of one score sheet that came back on paper."""

    codes = Tidy(
        label="Return codes",
        help_text="From the top of each page of one sheet, such as CFHJ-KM34. Put a comma between two codes.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Enter the return code from the top of each page"},
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_codes(self) -> entering.Came:
        try:
            return entering.find(codes.read_many(self.cleaned_data["codes"]), by=self.by)
        except Refused as fault:
            raise ValidationError(str(fault)) from fault


class ScanOfSheet(forms.Form):
    """The paper itself, as a picture or a PDF."""

    scan = SafeFile(label="Scan of the sheet", help_text="If you have one. It is kept with the scores.", required=False)
    scan.is_optional = True
