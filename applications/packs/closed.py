"""Why a bid takes no scores from its reader now, in words for whoever brings them, and who may bring them."""

from collections.abc import Iterable

from applications import assessing
from applications.models import Application, Assessment
from fund.kit.states import Refused
from fund.models import User
from fund.templatetags.words import moment

State = Assessment.State
YOUR_OWN = "This is your own paper, and paper is typed in for others. Give your scores on the screen."
NOT_YOURS = "You have ties to a bid in it, or advised its group. Ask a colleague to bring it in."


def why_closed(assessment: Assessment) -> str:
    """Why scores on paper or in a spreadsheet cannot be taken for this reading; nothing where they can."""
    application = assessment.application
    if assessment.state == State.CONFLICTED:
        return "It is closed, because there are ties to the group."
    if application.was_advised_by(assessment.assessor):
        return "It is closed, because its reader advised the group."
    if application.state == Application.State.WITHDRAWN:
        return "The group has withdrawn it."
    if assessment.state == State.TAKEN_BACK:
        return "The fund has taken it back from this reader."
    if assessment.state == State.ASSIGNED:
        return "Its reader has not said yet whether they have ties."
    if assessment.state == State.HANDED_IN:
        return f"Its scores were handed in on {moment(assessment.handed_in_at)}, so they can no longer change."
    return assessing.why_closed(assessment)


def see_that_they_may_bring(bids: Iterable[int], *, reader: User, by: User) -> None:
    """Stop whoever brings in their own paper, has ties to one of these bids or still scores it. Raises Refused."""
    if by == reader:
        raise Refused(YOUR_OWN)
    if Application.objects.kept_from(by).filter(pk__in=bids).exists():
        raise Refused(NOT_YOURS)
    assessing.see_that_own_are_in(by, bids)
