"""Writing the questions of a small real round in Chromium, by clicking and typing alone."""

from typing import Any

KINDS = {
    "line": "One line",
    "text": "Longer text",
    "number": "Whole number",
    "yes_no": "Yes or no",
    "one_of": "Choose one",
    "many_of": "Choose several",
    "places": "Council areas",
    "budget": "Budget table",
    "email": "E-mail address",
    "date": "Date",
    "group": "A table of several answers",
}


def questions(page: Any, *, with_group: bool = True) -> None:
    """From the empty page of an application’s questions to three sections with all that a small round asks.

    The round must have sizes of grant and budget headings. With a group there are twelve questions, else eleven.
    """
    page.get_by_label("With nothing").check(force=True)
    go(page, page.get_by_role("button", name="Begin"))
    section(page, "Who to reach", "Officers only")
    section(page, "Your project", "Officers, assessors and the panel")
    section(page, "Your budget", "Officers, assessors and the panel")
    question(page, "Who to reach", "line", "Who can we ask about this?", {"Most characters": "120"}, privacy="Personal")
    question(page, "Who to reach", "email", "Where can we write to them?")
    question(
        page, "Your project", "line", "Name of your project", {"Most characters": "120"}, fills="Name of the project"
    )
    question(
        page, "Your project", "text", "Your project in plain words", {"Most words": "150"}, fills="Summary in plain"
    )
    question(page, "Your project", "one_of", "Which size of grant?", source="This round’s sizes", fills="Size of grant")
    question(page, "Your project", "number", "How many months?", {"Least": "1", "Most": "60"}, fills="Length in months")
    question(page, "Your project", "places", "Where will it happen?", fills="Council areas")
    question(
        page,
        "Your project",
        "many_of",
        "Who is it for?",
        {"The answers, one a line": "Young people\nCarers\nOther people"},
    )
    question(page, "Your project", "yes_no", "Do you pay any staff?")
    question(page, "Your project", "text", "Who looks after them?", {"Most words": "100"})
    only_if(page, "Who looks after them?", "Do you pay any staff?", "is", "Yes")
    question(page, "Your budget", "budget", "What will it cost?", fills="Sum asked for")
    if with_group:
        question(page, "Your budget", "group", "Who else gives money?", {"What column 1 asks": "Who gives it?"})


def go(page: Any, way: Any) -> None:
    """Click what leads to another page, and wait until that page stands still: a click may miss what moves."""
    with page.expect_navigation():
        way.click()


def section(page: Any, title: str, readers: str) -> None:
    """Add a section at the end."""
    go(page, page.get_by_role("link", name="Add a section").first)
    page.get_by_label("Title of the section").fill(title)
    page.get_by_label(readers, exact=True).check(force=True)
    go(page, page.get_by_role("button", name="Save the section"))


def question(
    page: Any,
    where: str,
    kind: str,
    label: str,
    boxes: dict[str, str] | None = None,
    *,
    source: str = "",
    fills: str = "",
    privacy: str = "",
) -> None:
    """Add a question to a section, look at it as applicants will, and go back to the list."""
    go(page, page.get_by_role("link", name=f"Add a question to {where}", exact=True))
    go(page, page.get_by_role("link", name=KINDS[kind], exact=True))
    page.get_by_label("The question", exact=True).fill(label)
    for name, value in (boxes or {}).items():
        page.locator("form.desk-question-form").get_by_label(name).first.fill(value)
    for choice in filter(None, (source, fills, privacy)):
        page.locator("label").filter(has_text=choice).first.click()
    go(page, page.get_by_role("button", name="Save the question"))
    page.get_by_role("heading", name="What applicants see").wait_for()
    go(page, page.get_by_role("link", name="Back to all questions"))


def only_if(page: Any, label: str, earlier: str, comparison: str, answer: str) -> None:
    """Ask a question only where an earlier one has this answer."""
    go(page, page.locator("li.desk-question", has_text=label).get_by_role("link", name="When it is asked"))
    page.get_by_label("Which earlier answer decides it?").select_option(label=earlier)
    go(page, page.get_by_role("button", name="Choose this question"))
    page.get_by_label(comparison, exact=True).check(force=True)
    page.get_by_label(answer, exact=True).check(force=True)
    go(page, page.get_by_role("button", name="Add this test"))
    go(page, page.get_by_role("link", name="Back to all questions"))
