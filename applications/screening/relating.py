"""Earlier and related bids: of the same group, of the same charity in past awards, and of the same kind nearby."""

from dataclasses import dataclass

from django.db.models import Case, Q, Value, When

from applications.models import Application, Grant

MOST = 20
HINTS = 5


@dataclass(frozen=True)
class Related:
    """What else the fund knows of a group, and bids of this round for the same places and conditions."""

    bids: list[Application]
    grants: list[Grant]
    alike: list[Application]

    def __bool__(self) -> bool:
        return bool(self.bids or self.grants or self.alike)


def related(application: Application) -> Related:
    """Two queries. Grants that grew out of the listed bids are not said twice."""
    group = application.organisation
    areas = Application.areas.through.objects.filter(application=application.pk).values("councilarea")
    conditions = Application.conditions.through.objects.filter(application=application.pk).values("term")
    near = Application.objects.filter(round=application.round_id, areas__in=areas, conditions__in=conditions)
    others = Application.objects.exclude(pk=application.pk).exclude(state=Application.State.DRAFT)
    others = others.filter(Q(organisation=group) | Q(pk__in=near.order_by().values("pk")))
    is_own = Case(When(organisation=group, then=Value(0)), default=Value(1))
    rows = others.select_related("round", "organisation").defer("summary").order_by(is_own, "-started_at", "pk")
    found = list(rows[:MOST])
    bids = [row for row in found if row.organisation_id == group.pk]
    same = Q(organisation=group)
    if group.charity_number:
        same |= Q(organisation__charity_number=group.charity_number)
    grants = Grant.objects.filter(same).exclude(application__in=[*bids, application]).select_related("organisation")
    return Related(bids, list(grants[:MOST]), [row for row in found if row.organisation_id != group.pk][:HINTS])
