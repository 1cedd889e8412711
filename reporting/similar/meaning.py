"""Vectors of projects by the optional model: made by a job, kept in the database, never made while a page is served."""

import hashlib

import numpy as np
from django.db import transaction
from django.utils import timezone

from applications.models import Grant
from fund.kit import jobs, semantic
from fund.models import Job, User
from reporting.models import ProjectVector
from reporting.similar.index import project_of

KIND = "similar.vectors"
AT_ONCE = 50  # texts between two signs of life


def of_question(text: str) -> np.ndarray | None:
    """The vector of a typed question, None without the model."""
    return semantic.embed([text])[0] if semantic.is_installed() else None


def missing() -> dict[int, str]:
    """The projects whose words have no vector yet, or changed since, and those words. Empty without the model."""
    if not semantic.is_installed():
        return {}
    kept = dict(ProjectVector.objects.filter(model=semantic.MODEL).values_list("grant_id", "sha256"))
    rows = Grant.objects.public().select_related("organisation").prefetch_related("areas", "health_conditions")
    texts = {row.pk: project_of(row).text for row in rows.order_by("pk")}
    return {pk: text for pk, text in texts.items() if kept.get(pk) != _digest(text)}


@transaction.atomic
def ask(*, by: User | None) -> Job | None:
    """Have the vectors made that are missing, by one job at a time. None where nothing is missing."""
    if not missing():
        return None
    waiting = Job.objects.filter(kind=KIND, state__in=[Job.State.WAITING, Job.State.RUNNING]).first()
    key = f"{KIND}:{timezone.now():%Y%m%d%H%M%S%f}"
    return waiting or jobs.ask(KIND, key=key, by=by, title="Read projects for their meaning")


def read(texts: dict[int, str], job: Job | None = None) -> list[ProjectVector]:
    """Read texts, by the key of their project. Writes nothing."""
    made: list[ProjectVector] = []
    for pk, text in texts.items():
        if job is not None and len(made) % AT_ONCE == 0:
            job.say(len(made), len(texts), "Reading projects")
        vector = semantic.embed([text])[0].astype("<f4").tobytes()
        made.append(ProjectVector(grant_id=pk, model=semantic.MODEL, sha256=_digest(text), vector=vector))
    return made


def keep(made: list[ProjectVector]) -> int:
    """Keep vectors in the place of older ones; how many there were. Projects that are gone are left out."""
    here = set(Grant.objects.filter(pk__in=[one.grant_id for one in made]).values_list("pk", flat=True))
    rows = [one for one in made if one.grant_id in here]
    for one in rows:
        one.made_at = timezone.now()
    ProjectVector.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["grant"],
        update_fields=["model", "sha256", "vector", "made_at"],
        batch_size=200,
    )
    return len(rows)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
