"""Two statements that say the same become one. Both stay beneath it, and each can come back."""

from django.db import transaction
from django.db.models import QuerySet

from fund.kit import history
from fund.kit.states import Refused
from fund.models import User
from reporting.learning import guarding
from reporting.learning.editing import open_statement
from reporting.models import Source, Statement


@transaction.atomic
def merge(statement: Statement, into: Statement, *, by: User) -> None:
    """Put a statement into another of its kind: it is left out, and the other has its sources and projects too.

    A project that stands behind both is counted once.
    """
    gone = open_statement(statement, by)
    stays = Statement.objects.get(pk=into.pk)
    if gone.pk == stays.pk or gone.summary_id != stays.summary_id:
        raise Refused("Choose another statement of the same summary.")
    if gone.kind != stays.kind or gone.kind == Statement.Kind.STORY:
        raise Refused("Only two statements of the same kind can be one. Stories stay as they were told.")
    if gone.is_dropped or stays.is_dropped:
        raise Refused("One of them was left out. Bring it back first.")
    if gone.merged.exists():
        raise Refused("Other statements were put into this one. Put it the other way round.")
    gone.is_dropped, gone.merged_into = True, stays
    history.save(gone, by=by, fields=["is_dropped", "merged_into"])
    _count_again(stays, by)
    guarding.look_through(stays.summary, by=by)
    statement.refresh_from_db()
    into.refresh_from_db()


@transaction.atomic
def take_apart(statement: Statement, *, by: User) -> None:
    """Undo a merge: the statement stands for itself again, and takes its sources with it."""
    gone = open_statement(statement, by)
    stays = gone.merged_into
    if stays is None:
        raise Refused("This statement was not put into another one.")
    gone.is_dropped, gone.merged_into = False, None
    history.save(gone, by=by, fields=["is_dropped", "merged_into"])
    _count_again(stays, by)
    guarding.look_through(stays.summary, by=by)
    statement.refresh_from_db()


def _count_again(stays: Statement, by: User) -> None:
    """Give a statement copies of the sources of all that was put into it, and count its projects anew."""
    own = _projects(stays.sources.filter(merged_from=None))
    alone = stays.projects_saying - len(_projects(stays.sources.all()) - own)
    stays.sources.exclude(merged_from=None).delete()
    keys = {source.key for source in stays.sources.all()}
    for other in stays.merged.order_by("pk"):
        for source in other.sources.filter(merged_from=None):
            if source.key not in keys:
                keys.add(source.key)
                source.pk, source.statement, source.merged_from = None, stays, other
                source.save(force_insert=True)
    more = len(_projects(stays.sources.all()) - own)
    stays.projects_saying = min(alone + more, stays.projects_asked)
    is_mixed = stays.merged.exclude(theme=stays.theme_id).exists()
    stays.counted = Statement.Counted.MERGED if is_mixed else stays.history.earliest().counted
    history.save(stays, by=by, fields=["projects_saying", "counted"])


def _projects(sources: QuerySet[Source]) -> set[int]:
    of = sources.values_list("report__grant", "test__grant")
    return {report or test for report, test in of if report or test}
