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

    history = audited()

    def __str__(self) -> str:
        return self.name
