from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from fund.models.organisation import Organisation


class RegisteredCharities(models.QuerySet["RegisteredCharity"]):
    def match(self, organisation: "Organisation") -> "RegisteredCharity | None":
        """What the register says about a group, by its charity number."""
        return self.filter(number=organisation.charity_number).first() if organisation.charity_number else None


class RegisteredCharity(models.Model):
    """One line of the Scottish Charity Register, from the file that OSCR publishes. `file_on` is the file's day."""

    number = models.CharField("charity number", max_length=8, unique=True)
    name = models.CharField(max_length=250)
    known_as = models.CharField(max_length=250, blank=True)
    status = models.CharField(max_length=40, blank=True)
    form = models.CharField("constitutional form", max_length=150, blank=True)
    registered_on = models.DateField(null=True)
    ceased_on = models.DateField(null=True)
    income = models.DecimalField("income of the last year", max_digits=14, decimal_places=2, null=True)
    address = models.TextField(blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    website = models.CharField(max_length=250, blank=True)
    file_on = models.DateField("day of the file")

    objects = RegisteredCharities.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "registered charities"

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"

    @property
    def is_registered(self) -> bool:
        """Say whether it is a charity still."""
        gone = ("removed", "ceased", "former", "deregistered")
        return self.ceased_on is None and not self.status.lower().startswith(gone)

    @property
    def postcode_area(self) -> str:
        """The first half of the postcode."""
        return self.postcode.split(" ")[0]

    def goes_by(self, name: str) -> bool:
        """Say whether this is the charity's name or the one it is known as, whatever the capitals and signs."""
        return _bare(name) in {_bare(self.name), *([_bare(self.known_as)] if self.known_as else [])}


def _bare(name: str) -> str:
    words = "".join(character if character.isalnum() else " " for character in name.replace("&", " and ").casefold())
    return " ".join(word for word in words.split() if word not in {"the", "limited", "ltd", "scio"})
