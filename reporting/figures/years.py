"""The years of which figures are added up: a report counts in the year of its last day."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, Max, Min, OuterRef, QuerySet

from reporting.models import Measurement, Report


@dataclass(frozen=True)
class Years:
    """From which year to which reports are added up, by the year of a report’s last day. None is no bound."""

    first: int | None = None
    last: int | None = None

    def narrow(self, rows: QuerySet[Measurement]) -> QuerySet[Measurement]:
        if self.first is not None:
            rows = rows.filter(report__to_on__gte=date(self.first, 1, 1))
        if self.last is not None:
            rows = rows.filter(report__to_on__lte=date(self.last, 12, 31))
        return rows

    def hold(self, year: int) -> bool:
        return (self.first is None or year >= self.first) and (self.last is None or year <= self.last)


ALWAYS = Years()


def years_told(until: datetime) -> str:
    """The years in which the reports ended that were accepted until then, as words; none where there are none."""
    rows = Report.objects.accepted().filter(accepted_at__lte=until, grant__is_demo=False)
    told = rows.filter(Exists(Measurement.objects.filter(report=OuterRef("pk"))))
    ends = told.aggregate(first=Min("to_on"), last=Max("to_on"))
    years = [day.year for day in (ends["first"], ends["last"]) if day]
    return " to ".join(str(year) for year in dict.fromkeys(years))
