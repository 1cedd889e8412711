"""Who is told what about their groups: one function a letter."""

from datetime import datetime

from fund import links, post
from fund.models import Invitation, Membership, Organisation, ReaderInvitation, Talk, User


def invited(invitation: Invitation, token: str) -> None:
    """Ask somebody in. The letter holds the link, so nobody else can read it."""
    person = User.objects.filter(email__iexact=invitation.email, is_active=True).first()
    post.write(
        "invited",
        to=person or post.Outsider("", invitation.email),
        key=f"invited:{invitation.pk}",
        about=invitation,
        is_secret=True,
        link=links.address(token),
    )


def joined(invitation: Invitation) -> None:
    """Tell whoever invited that the person is in."""
    if invitation.invited_by is not None and invitation.invited_by.is_active:
        post.write("joined", to=invitation.invited_by, key=f"joined:{invitation.pk}", about=invitation)


def role_changed(membership: Membership, by: User) -> None:
    """Tell a person that they may now do other things for the group."""
    change = membership.history.count()
    post.write(
        "role_changed", to=membership.user, key=f"role_changed:{membership.pk}:{change}", about=membership, by=by
    )


def left_group(person: User, organisation: Organisation, key: int, by: User) -> None:
    """Tell a person that they no longer belong to the group."""
    post.write("left_group", to=person, key=f"left_group:{key}:{person.pk}", about=organisation, by=by)


def _talker(talk: Talk) -> post.Outsider:
    return post.Outsider(talk.name, talk.email)


def talk_booked(talk: Talk, token: str, *, is_moved: bool) -> None:
    """Tell somebody when and how we talk. The link to move or cancel is in it, so nobody else can read it."""
    if talk.email:
        key = f"talk_booked:{talk.pk}:{talk.history.count()}"
        link = links.address(token)
        post.write("talk_booked", to=_talker(talk), key=key, about=talk, is_secret=True, link=link, is_moved=is_moved)


def talk_changed(talk: Talk, token: str, *, was_at: datetime, words: str) -> None:
    """Tell somebody that we talk at another time or in another way than we said."""
    key = f"talk_changed:{talk.pk}:{talk.surgery.history.count()}"
    post.write(
        "talk_changed",
        to=_talker(talk),
        key=key,
        about=talk,
        is_secret=True,
        link=links.address(token),
        was_at=was_at,
        words=words,
    )


def talk_reminder(talk: Talk, token: str) -> None:
    key = f"talk_reminder:{talk.pk}:{talk.history.count()}"
    post.write("talk_reminder", to=_talker(talk), key=key, about=talk, is_secret=True, link=links.address(token))


def talk_given_back(talk: Talk) -> None:
    if talk.email:
        post.write("talk_given_back", to=_talker(talk), key=f"talk_given_back:{talk.pk}", about=talk)


def talk_called_off(talk: Talk) -> None:
    """Tell somebody that we cannot talk then, and why."""
    if talk.email:
        post.write("talk_called_off", to=_talker(talk), key=f"talk_called_off:{talk.pk}", about=talk)


def reader_asked(invitation: ReaderInvitation, token: str) -> None:
    """Ask somebody to read or to sit on the panel. The letter is the same whether they have an account or not."""
    post.write(
        "reader_asked",
        to=post.Outsider(invitation.name, invitation.email),
        key=f"reader_asked:{invitation.pk}:{invitation.history.count()}",
        about=invitation,
        is_secret=True,
        link=links.address(token),
    )


def reader_answered(invitation: ReaderInvitation) -> None:
    """Tell the officer who asked what the person said."""
    if invitation.invited_by is not None and invitation.invited_by.is_active:
        key = f"reader_answered:{invitation.pk}"
        post.write("reader_answered", to=invitation.invited_by, key=key, about=invitation)
