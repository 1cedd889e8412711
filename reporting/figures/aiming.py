"""What a project wants to reach, beside what its accepted reports say so far."""

from dataclasses import dataclass

from applications.models import Grant
from reporting.figures.adding import Line, overview
from reporting.models import Indicator, Target


@dataclass(frozen=True)
class Aim:
    """One target, and what was told so far: a line for each time point that says something."""

    target: Target
    told: list[Line]

    @property
    def words(self) -> str:
        number = f"{self.target.number.normalize():,f}"
        kind = self.target.indicator.kind
        if kind == Indicator.Kind.SHARE:
            return f"{number}% of those who answer"
        return f"{number} on average" if kind == Indicator.Kind.SCALE else number


def aims_of(grant: Grant) -> list[Aim]:
    """The targets of a project, in the order of its figures. Four queries, one where there is no target."""
    targets = list(grant.targets.select_related("indicator"))
    if not targets:
        return []
    lines = overview(Grant.objects.filter(pk=grant.pk), Indicator.objects.filter(targets__in=targets))
    return [
        Aim(target, [line for line in lines if line.indicator == target.indicator and line.sums.told])
        for target in targets
    ]
