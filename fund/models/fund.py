from django.db import models

from fund.kit.history import audited


class Fund(models.Model):
    """The fund itself: whose money it is, who runs it, what it is for."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    paid_by = models.CharField("whose money it is", max_length=120)
    run_by = models.CharField(max_length=120)
    purpose = models.TextField()
    email = models.EmailField()
    phone = models.CharField(max_length=40, blank=True)
    reading_rate = models.DecimalField("an hour of reading", max_digits=6, decimal_places=2, null=True, blank=True)
    meeting_rate = models.DecimalField("an hour of a meeting", max_digits=6, decimal_places=2, null=True, blank=True)
    mile_rate = models.DecimalField("a mile", max_digits=6, decimal_places=2, null=True, blank=True)

    history = audited()

    def __str__(self) -> str:
        return self.name


class Closure(models.Model):
    """Days on which the fund is closed besides weekends and bank holidays, like those before New Year."""

    fund = models.ForeignKey(Fund, models.CASCADE, related_name="closures")
    name = models.CharField(max_length=80)
    from_on = models.DateField("first day")
    to_on = models.DateField("last day")

    history = audited()

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(from_on__lte=models.F("to_on")), name="closure_is_some_days"),
        ]

    def __str__(self) -> str:
        return self.name
