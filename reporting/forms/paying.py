"""What is asked when money is planned and when it was paid."""

from decimal import Decimal
from typing import Any

from django import forms

from applications.models import Grant
from fund.questionnaires import fields


class PlanInstalment(forms.Form):
    """One part of the money."""

    use_required_attribute = False

    amount = fields.Money(label="How much?", least=Decimal(1), error_messages={"required": "Enter how much"})
    planned_on = fields.Day(label="When?", error_messages={"required": "Enter the day, like 27/1/2027"})
    after_report = forms.ModelChoiceField(
        label="Does it wait for a report?", queryset=None, required=False, empty_label="No"
    )

    def __init__(self, *args: Any, grant: Grant, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.fields["after_report"].queryset = grant.reports.all()
        self.fields["after_report"].label_from_instance = lambda report: report.name


class PayInstalment(forms.Form):
    """When a part was paid."""

    use_required_attribute = False

    on = fields.Day(label="Day on which it was paid", error_messages={"required": "Enter the day, like 27/1/2027"})
    reference = fields.Line(
        label="Reference, as on the bank statement", most=60, error_messages={"required": "Enter the reference"}
    )
