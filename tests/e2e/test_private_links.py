"""Private links as people use them: open the page, press its button."""

from collections.abc import Callable
from typing import Any

from applications.models import SupportingStatement
from fund import links
from fund.models import Organisation, Talk, User
from tests import factories

Browse = Callable[..., Any]


def test_somebody_gives_a_talk_back_by_the_link_in_the_letter(browse: Browse) -> None:
    talk = factories.make_talk()
    page = browse()
    page.goto(f"/t/{links.make('talk', talk, by=None)}/")
    page.get_by_role("button", name="Cancel my talk").click()
    page.get_by_role("heading", name="Your talk is cancelled").wait_for()
    assert Talk.objects.get().state == Talk.State.CANCELLED


def test_an_outsider_sends_a_statement_by_the_link_in_the_letter(
    browse: Browse, ann: User, group: Organisation
) -> None:
    round_ = factories.make_round()
    factories.ask_outsiders(round_)
    draft = factories.make_application(round_, group, by=ann)
    statement = factories.make_statement(draft, by=ann)
    page = browse()
    page.goto(f"/t/{links.make('statement', statement, by=ann)}/")
    page.get_by_label("Your statement").fill("They walk with us every week.")
    page.get_by_role("button", name="Send the statement").click()
    page.get_by_role("heading", name="Your statement is sent").wait_for()
    assert SupportingStatement.objects.get().state == "sent"
