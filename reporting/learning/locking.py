"""One hand at a time on a summary: whoever changes it, or what belongs to it, holds its row first."""

from reporting.models import LearningSummary


def hold(summary: LearningSummary) -> LearningSummary:
    """The summary's row, fresh and locked until the transaction ends."""
    return LearningSummary.objects.select_for_update(of=("self",), no_key=True).get(pk=summary.pk)
