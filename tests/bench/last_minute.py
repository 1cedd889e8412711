"""Three hundred groups hand in within the last minute: no error, none lost, each one receipt."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median

from django.db import connections
from django.urls import reverse

from applications.models import Application
from fund.models import Letter, Round
from tests.bench.client import Answer, Browser

HANDS = 8  # as many at a time as one process on loopback may send


@dataclass(frozen=True)
class Rush:
    """What came of it."""

    groups: int
    errors: int
    handed_in: int
    receipts: int
    seconds: float
    median: float
    slowest: float


def rush(address: str, round_: Round, groups: int = 300) -> Rush:
    """Hand in so many drafts as fast as the server takes them, then count what stands in the database."""
    drafts = list(
        round_.applications.filter(state=Application.State.DRAFT).select_related("started_by").order_by("pk")[:groups]
    )
    browsers = [
        (Browser(address, draft.started_by), reverse("applications:submit", args=[draft.pk])) for draft in drafts
    ]
    connections.close_all()

    def hand_in(pair: tuple[Browser, str]) -> Answer:
        browser, path = pair
        return browser.post(path, declared="on")

    began = time.perf_counter()
    with ThreadPoolExecutor(HANDS) as pool:
        answers = list(pool.map(hand_in, browsers))
    took = time.perf_counter() - began
    keys = [draft.pk for draft in drafts]
    times = sorted(answer.seconds for answer in answers)
    return Rush(
        groups=len(drafts),
        errors=sum(answer.status != 302 for answer in answers),
        handed_in=Application.objects.filter(pk__in=keys, state=Application.State.SUBMITTED).count(),
        receipts=Letter.objects.filter(kind="submitted", about_id__in=keys).count(),
        seconds=round(took, 1),
        median=round(median(times), 2),
        slowest=round(times[-1], 2),
    )
