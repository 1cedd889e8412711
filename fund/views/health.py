from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fund.kit import clock, pdf, semantic
from fund.models import Job, Letter, Pulse


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """How the parts are: the database answers, the worker does its round, papers can be made, nothing is parked.

    The clock is the database's, by which applications are late or in time; pages show ours.

    A database that does not answer is an error page; the rest is said in words, because pages work without it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    worker = Pulse.objects.filter(name="worker").first()
    return JsonResponse(
        {
            "database": connection.vendor,
            "clock": clock.fault() or "right",
            "worker": "working" if worker and worker.is_fresh else "not seen in the last three minutes",
            "papers": pdf.available() or "can be made",
            "model of meaning": semantic.fault() or "installed",
            "jobs parked": Job.objects.parked().count(),
            "letters parked": Letter.objects.filter(state=Letter.State.PARKED).count(),
        }
    )
