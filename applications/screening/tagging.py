"""The fund's own list of tags, and the applications that bear them."""

from collections.abc import Iterable

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from applications.models import Application, Tag, Tagging
from fund.kit import history
from fund.kit.states import Refused
from fund.models import User


def add_tag(name: str, *, by: User) -> Tag:
    """Put a tag on the list."""
    _free(name)
    return history.save(Tag(name=name), by=by)


def rename_tag(tag: Tag, *, by: User, name: str) -> None:
    """Call a tag something else, on every application that bears it."""
    _free(name, but=tag)
    tag.name = name
    history.save(tag, by=by, fields=["name"])


def retire_tag(tag: Tag, *, by: User) -> None:
    """Take a tag out of use. What bears it keeps it, and can still be found by it."""
    tag.is_retired = True
    history.save(tag, by=by, fields=["is_retired"])


def use_tag_again(tag: Tag, *, by: User) -> None:
    """Bring a retired tag back into use."""
    tag.is_retired = False
    history.save(tag, by=by, fields=["is_retired"])


@transaction.atomic
def tag_many(applications: Iterable[Application], tag: Tag, *, by: User) -> int:
    """Put a tag on these applications; how many did not bear it yet."""
    if tag.is_retired:
        raise Refused(f"The tag “{tag}” is retired. Use it again first, or choose another.")
    keys = [application.pk for application in applications]
    bearing = set(tag.taggings.filter(application__in=keys).values_list("application", flat=True))
    new = [Tagging(application_id=key, tag=tag, by=by) for key in keys if key not in bearing]
    bulk_create_with_history(new, Tagging, default_user=by)
    return len(new)


@transaction.atomic
def untag_many(applications: Iterable[Application], tag: Tag, *, by: User) -> int:
    """Take a tag off these applications; how many bore it."""
    keys = [application.pk for application in applications]
    taggings = list(tag.taggings.filter(application__in=keys))
    for tagging in taggings:
        history.delete(tagging, by=by)
    return len(taggings)


@transaction.atomic
def set_tags(application: Application, tags: Iterable[Tag], *, by: User) -> None:
    """Have an application bear exactly these tags in use; retired ones that it bears stay."""
    wanted = {tag.pk: tag for tag in tags}
    for tagging in application.taggings.filter(tag__is_retired=False).exclude(tag__in=wanted):
        history.delete(tagging, by=by)
    for tag in wanted.values():
        tag_many([application], tag, by=by)


def _free(name: str, but: Tag | None = None) -> None:
    others = Tag.objects.exclude(pk=but.pk) if but else Tag.objects.all()
    taken = others.filter(name__iexact=name).first()
    if taken is not None:
        cure = "Use it again instead" if taken.is_retired else "Choose another name"
        raise Refused(f"The tag “{taken}” is on the list already. {cure}.")
