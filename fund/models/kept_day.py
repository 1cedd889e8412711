from django.db import models

from fund.kit.history import audited


class KeptDay(models.Model):
    """One planned day of a round: when it happened, and why it was another day where somebody said so."""

    class What(models.TextChoices):
        PANEL = "panel_on", "The panel meets"
        DECISIONS = "decisions_on", "Decisions are made"
        ANNOUNCEMENT = "announcement_on", "Everybody hears"

    round = models.ForeignKey("fund.Round", models.CASCADE, related_name="kept_days")
    what = models.CharField(max_length=20, choices=What)
    happened_on = models.DateField(null=True, blank=True)
    reason = models.TextField("why it was another day", blank=True)

    history = audited()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "what"], name="one_kept_day_a_milestone")]

    def __str__(self) -> str:
        return f"{self.round}: {self.get_what_display()}"
