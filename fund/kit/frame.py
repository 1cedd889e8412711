"""What every page's frame shows: who is here and where they can go."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

DOORS = (
    # role kinds that see the door, its words, its address name
    ((), "My work", "reporting:my"),
    (("assessor",), "Assessing", "applications:assessor"),
    (("panel",), "Panel", "applications:panel"),
    (("manager", "officer", "finance", "viewer"), "The fund", "reporting:officer"),
    (("learning", "manager"), "Learning desk", "reporting:desk"),
    (("lived",), "To read", "reporting:lived"),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The doors that this person has, for the navigation."""
    user = getattr(request, "user", None)
    doors = []
    if user is not None and user.is_authenticated:
        doors = [(words, name) for kinds, words, name in DOORS if not kinds or user.has_role(*kinds)]
    return {"doors": doors, "is_demo_site": settings.DEMO, "site_address": settings.SITE_ADDRESS}
