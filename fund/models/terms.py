from django.db import models


class Vocabulary(models.Model):
    """One version of a list of words that the fund shares: outcomes, principles, conditions, learning themes."""

    slug = models.SlugField()
    version = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    source = models.TextField()
    licence = models.CharField(max_length=200, blank=True)
    checked_on = models.DateField(null=True, blank=True)
    is_current = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "vocabularies"
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="one_vocabulary_a_version"),
            models.UniqueConstraint(
                fields=["slug"], condition=models.Q(is_current=True), name="one_current_vocabulary"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.version})"


class Terms(models.QuerySet["Term"]):
    def of(self, vocabulary: str) -> "Terms":
        """The words of the current version of a list, in its order."""
        return self.filter(vocabulary__slug=vocabulary, vocabulary__is_current=True, is_used=True)


class Term(models.Model):
    """One word of a vocabulary, with its code and a plain wording."""

    vocabulary = models.ForeignKey(Vocabulary, models.CASCADE, related_name="terms")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    plain_name = models.CharField(max_length=250, blank=True)
    details = models.JSONField(default=dict, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_used = models.BooleanField(default=True)

    objects = Terms.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["vocabulary", "code"], name="one_term_a_code")]

    def __str__(self) -> str:
        return self.name
