from django.db import models


class HealthBoard(models.Model):
    """One of the 14 NHS boards, by its official code (S08…)."""

    code = models.CharField(max_length=9, primary_key=True)
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class IntegrationAuthority(models.Model):
    """One of the 31 authorities that plan health and social care together, by its official code (S37…)."""

    code = models.CharField(max_length=9, primary_key=True)
    name = models.CharField(max_length=80)
    model = models.CharField("how it is run", max_length=40, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "integration authorities"

    def __str__(self) -> str:
        return self.name


class CouncilArea(models.Model):
    """One of the 32 council areas, by its official code (S12…), and its tile on the map (column, row)."""

    code = models.CharField(max_length=9, primary_key=True)
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=20, blank=True)
    other_names = models.JSONField(default=list, blank=True)
    former_codes = models.JSONField(default=list, blank=True)
    health_board = models.ForeignKey(HealthBoard, models.PROTECT, related_name="council_areas")
    integration_authority = models.ForeignKey(IntegrationAuthority, models.PROTECT, related_name="council_areas")
    tile_column = models.PositiveSmallIntegerField(default=0)
    tile_row = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PostcodeFifth(models.Model):
    """The fifth of Scotland in which a postcode lies by the index SIMD: 1 is the most deprived, 5 the least.

    `postcode` is in capitals without a space.
    """

    postcode = models.CharField(max_length=7, primary_key=True)
    fifth = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["postcode"]
        constraints = [models.CheckConstraint(condition=models.Q(fifth__range=(1, 5)), name="a_fifth_is_1_to_5")]

    def __str__(self) -> str:
        return f"{self.postcode}: fifth {self.fifth}"
