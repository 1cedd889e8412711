"""Earlier and related bids: of the same group, of one with the same name or charity number, of the same kind nearby.

Names are kept without what cannot be seen and with composed accents, so twins in disguise have the same name.
"""

from dataclasses import dataclass

from django.db.models import Case, Q, Value, When

from applications.models import Application, Grant

MOST = 20
HINTS = 5
ALIKE = 2  # neither of the group nor of a twin of it


@dataclass(frozen=True)
class Related:
    """What else the fund knows of a group and its twins, and bids of this round for the same places and conditions."""

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
    is_ours = Q(organisation=group) | Q(organisation__name__iexact=group.name)
    others = others.filter(is_ours | Q(pk__in=near.order_by().values("pk"))).annotate(
        kin=Case(When(organisation=group, then=Value(0)), When(is_ours, then=Value(1)), default=Value(ALIKE))
    )
    rows = others.select_related("round", "organisation").defer("summary").order_by("kin", "-started_at", "pk")
    found: list[Application] = list(rows[:MOST])
    bids = [row for row in found if row.kin < ALIKE]  # type: ignore[attr-defined]  # annotated above
    same = is_ours
    if group.charity_number:
        same |= Q(organisation__charity_number=group.charity_number)
    grants = Grant.objects.filter(same).exclude(application__in=[*bids, application]).select_related("organisation")
    return Related(bids, list(grants[:MOST]), [row for row in found if row not in bids][:HINTS])
