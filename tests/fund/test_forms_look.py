"""Every form comes out as the design system's questions, and no question vanishes, with errors on or off."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.safestring import mark_safe

from fund.kit import sign_in_forms
from fund.kit.history import Happening
from fund.models import Job


class Everything(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Name", help_text="A <short> one", error_messages={"required": "Enter the name"})
    story = forms.CharField(
        label="Story",
        help_text="In your words",
        widget=forms.Textarea(attrs={"data-words": 150, "class": "tall"}),
        error_messages={"required": "Tell the story"},
    )
    plan = forms.CharField(
        label="Plan", widget=forms.Textarea(attrs={"data-words": 20}), error_messages={"required": "Say your plan"}
    )
    size = forms.ChoiceField(
        label="Size", choices=[("", "Choose one"), ("s", "Small")], error_messages={"required": "Choose a size"}
    )
    groups = forms.ChoiceField(
        label="Grouped", choices=[("", "Choose"), ("A", [("a", "One")])], error_messages={"required": "Choose a group"}
    )
    before = forms.ChoiceField(
        label="Before?",
        help_text="From any round",
        widget=forms.RadioSelect,
        choices=[("yes", "Yes"), ("no", "No")],
        error_messages={"required": "Say yes or no"},
    )
    areas = forms.MultipleChoiceField(
        label="Areas",
        widget=forms.CheckboxSelectMultiple,
        choices=[("h", "Highland"), ("m", "Moray")],
        error_messages={"required": "Choose the areas"},
    )
    several = forms.MultipleChoiceField(
        label="Several", choices=[("x", "X")], error_messages={"required": "Choose several"}
    )
    amount = forms.CharField(
        label="Amount",
        widget=forms.TextInput(attrs={"data-money": "pounds"}),
        error_messages={"required": "Enter a sum"},
    )
    months = forms.IntegerField(label="Months", min_value=1, error_messages={"required": "Enter the months"})
    start = forms.DateField(label="Start", error_messages={"required": "Enter the day"})
    email = forms.EmailField(label="E-mail", error_messages={"required": "Enter an address"})
    web = forms.URLField(label="Web", assume_scheme="https", error_messages={"required": "Enter a web address"})
    secret = forms.CharField(
        label="Password", widget=forms.PasswordInput, error_messages={"required": "Enter a password"}
    )
    paper = forms.FileField(label="Paper", help_text="A PDF", error_messages={"required": "Choose a file"})
    plain_file = forms.FileField(
        label="File", widget=forms.FileInput, error_messages={"required": "Choose another file"}
    )
    when = forms.SplitDateTimeField(label="When", error_messages={"required": "Say when"})
    agree = forms.BooleanField(label="I agree", help_text="Read it first", error_messages={"required": "Tick the box"})
    version = forms.CharField(widget=forms.HiddenInput, initial="3", error_messages={"required": "The page is too old"})


PARTS = """{% load static %}{% include "parts/errors.html" %}<form>{% include "parts/form.html" %}</form>"""


def show(form: forms.Form, **context: Any) -> str:
    return Template(PARTS).render(Context({"form": form, **context}))


def ids(html: str) -> list[str]:
    return re.findall(r'\sid="([^"]*)"', html)


@pytest.fixture(params=["fresh", "with errors", "filled in"])
def html(request: pytest.FixtureRequest) -> str:
    filled = {
        "name": "A",
        "story": "B",
        "before": "yes",
        "areas": ["h"],
        "size": "s",
        "amount": "5",
        "months": "x",
        "agree": "on",
    }
    return show({"fresh": Everything(), "with errors": Everything({}), "filled in": Everything(filled)}[request.param])


def test_no_question_vanishes(html: str) -> None:
    for name, field in Everything.base_fields.items():
        assert re.search(rf'\sname="{name}(_0)?"', html), f"{name} is missing"
        if not field.widget.is_hidden:
            assert str(field.label) in html


def test_every_id_is_there_once_and_every_reference_leads_somewhere(html: str) -> None:
    found = ids(html)
    assert len(found) == len(set(found))
    for described in re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', html):
        assert set(described.split()) <= set(found), described
    for target in re.findall(r'(?:\sfor="|href="#)([^"]+)"', html):
        assert target in found


def test_every_error_stands_at_its_question_and_in_the_summary() -> None:
    html = show(Everything({}))
    summary, rest = html.split("<form>")
    for name, field in Everything.base_fields.items():
        words = field.error_messages["required"]
        assert words in summary
        if name != "version":
            assert f'<span class="visually-hidden">Error: </span>{words}' in rest
            assert re.search(rf'<a href="#id_{name}(_0)?">{words}</a>', summary), name
    assert rest.count("ds_question--error") == len(Everything.base_fields) - 1


def test_an_error_is_told_to_those_who_do_not_see_it() -> None:
    html = show(Everything({}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-describedby="id_story_helptext id_story_error id_story_words"' in html
    assert 'aria-describedby="id_plan_error id_plan_words"' in html
    assert '<fieldset aria-describedby="id_before_helptext id_before_error">' in html
    assert 'id="error-summary" role="alert" aria-labelledby="error-summary-title" tabindex="-1"' in html


def test_without_errors_there_is_no_summary() -> None:
    html = show(Everything())
    assert "ds_error-summary" not in html
    assert "ds_question--error" not in html


def test_errors_of_the_whole_form_stand_in_the_summary() -> None:
    form = Everything({})
    form.add_error(None, "These dates do not fit <together>")
    assert "<li>These dates do not fit &lt;together&gt;</li>" in show(form)


def test_what_people_typed_is_shown_again_and_harmless() -> None:
    html = show(
        Everything({"name": '"><script>', "story": "</textarea><b>", "before": "yes", "areas": ["m"], "size": "s"})
    )
    assert "<script>" not in html
    assert "</textarea><b>" not in html
    assert re.search(r'value="yes"[^>]*checked', html)
    assert not re.search(r'value="no"[^>]*checked', html)
    assert re.search(r'value="m"[^>]*checked', html)
    assert re.search(r'<option value="s" selected', html)


def test_hints_are_escaped_unless_they_are_made_safe() -> None:
    class Hints(forms.Form):
        one = forms.CharField(help_text="<b>no</b>")
        two = forms.CharField(help_text=mark_safe("<b>yes</b>"))

    html = show(Hints())
    assert "&lt;b&gt;no&lt;/b&gt;" in html
    assert "<b>yes</b>" in html


def test_every_control_has_the_design_systems_class() -> None:
    html = show(Everything())
    for tag in re.findall(r"<(?:input|select|textarea)[^>]*>", html):
        if 'type="hidden"' not in tag:
            assert re.search(r'class="ds_(input|select|radio__input|checkbox__input|file-upload__input)\b', tag), tag


def test_money_has_its_sign_and_says_so() -> None:
    html = show(Everything())
    assert 'Amount<span class="visually-hidden">, in pounds</span>' in html
    assert re.search(r'<div class="ds_currency-wrapper" data-symbol="£"><input[^>]*name="amount"', html)


def test_a_number_is_typed_not_scrolled() -> None:
    tag = re.search(r'<input[^>]*name="months"[^>]*>', show(Everything()))
    assert tag
    assert 'type="text" inputmode="decimal"' in tag[0]
    assert " min=" not in tag[0]


def test_a_limit_of_words_is_said_before_script_runs() -> None:
    html = show(Everything())
    assert '<p class="word-count ds_hint-text" id="id_story_words">At most 150 words.</p>' in html
    assert 'class="ds_input tall" name="story"' in html


def test_only_what_may_be_left_out_is_called_optional() -> None:
    class Some(forms.Form):
        must = forms.CharField()
        may = forms.CharField(required=False)

    assert re.findall(r"(\w+) <span class=\"question-optional\">", show(Some())) == ["May"]


def test_a_form_that_saves_drafts_calls_optional_what_its_questions_say() -> None:
    class Draft(forms.Form):
        saves_drafts = True
        asked = forms.CharField(required=False)
        extra = forms.CharField(required=False)

    form = Draft()
    form.fields["extra"].is_optional = True  # type: ignore[attr-defined]
    assert re.findall(r"(\w+) <span class=\"question-optional\">", show(form)) == ["Extra"]


def test_a_file_that_was_sent_before_is_named_and_can_be_removed() -> None:
    class Kept:
        url = "/secret/"

        def __str__(self) -> str:
            return "accounts <2024>.pdf"

    class Paper(forms.Form):
        paper = forms.FileField(required=False)

    html = show(Paper(initial={"paper": Kept()}))
    assert "Sent already: accounts &lt;2024&gt;.pdf. A new file takes its place." in html
    assert 'for="paper-clear_id"' in html
    assert "/secret/" not in html


def test_the_errors_of_a_formset_are_summed_up() -> None:
    class Line(forms.Form):
        cost = forms.CharField(error_messages={"required": "Enter the cost"})

    lines = forms.formset_factory(Line, min_num=2, validate_min=True)
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-cost": "", "form-1-cost": "5"}
    html = show(forms.Form(), formset=lines(data))
    assert '<a href="#id_form-0-cost">Enter the cost</a>' in html
    assert "Submit at least" in html or "at least 2" in html


def test_the_title_of_a_page_with_errors_says_so() -> None:
    request = RequestFactory().get("/")
    for form, begins in ((Everything(), "<title> –"), (Everything({}), "<title>Error:  –")):
        assert begins in render_to_string("base.html", {"form": form}, request=request)


# Parts of pages


def test_a_job_under_way_asks_for_itself_and_can_be_reloaded() -> None:
    job = Job(pk=7, title="Draft", state="running", done_steps=1, all_steps=4, step_words="Reading <reports>")
    html = render_to_string("parts/job.html", {"job": job})
    assert 'hx-get="/jobs/7/" hx-trigger="every 2s" hx-swap="outerHTML"' in html
    assert 'value="25"' in html
    assert "Reading &lt;reports&gt; (step 1 of 4)" in html
    assert "Reload to see how far it is" in html


@pytest.mark.parametrize(("state", "words"), [("done", "This is done."), ("parked", "This did not work")])
def test_a_job_that_ended_no_longer_asks(state: str, words: str) -> None:
    html = render_to_string("parts/job.html", {"job": Job(pk=7, title="Draft", state=state)})
    assert words in html
    assert "hx-get" not in html


def test_long_lists_have_pages_that_keep_what_was_looked_for() -> None:
    request = RequestFactory().get("/", {"q": "lungs & hearts", "page": "5"})
    html = render_to_string("parts/pages.html", {"page": Paginator(range(100), 10).page(5)}, request=request)
    assert re.findall(r"</span>(\d+|…)<|>(…)<", html) == [
        ("1", ""),
        ("", "…"),
        ("4", ""),
        ("5", ""),
        ("6", ""),
        ("", "…"),
        ("10", ""),
    ]
    assert 'href="?q=lungs+%26+hearts&amp;page=4"' in html
    assert html.count('aria-current="page"') == 1
    assert (
        render_to_string("parts/pages.html", {"page": Paginator(range(9), 10).page(1)}, request=request).strip() == ""
    )


def test_a_timeline_tells_who_did_what_and_why() -> None:
    happening = Happening(
        datetime(2025, 1, 27, 9, tzinfo=UTC), "Olive <Officer>", "application: Not eligible", "Not in Scotland"
    )
    html = render_to_string("parts/timeline.html", {"happenings": [happening]})
    assert "Application: Not eligible" in html
    assert "Monday 27 January 2025, 9am, by Olive &lt;Officer&gt;" in html
    assert "Not in Scotland" in html
    assert "Nothing has happened yet." in render_to_string("parts/timeline.html", {"happenings": []})


def test_a_single_button_posts() -> None:
    html = render_to_string(
        "parts/post_button.html", {"url": "/x/", "words": "Remove", "about": "a.pdf"}, RequestFactory().get("/")
    )
    assert '<form class="post-button" method="post" action="/x/">' in html
    assert "csrfmiddlewaretoken" in html
    assert 'Remove<span class="visually-hidden"> a.pdf</span></button>' in html


def test_an_empty_page_says_what_will_be_here() -> None:
    html = render_to_string("parts/empty.html", {"title": "No reports yet", "text": "They appear here."})
    assert "No reports yet" in html
    assert "<a" not in html
    assert 'href="/x/"' in render_to_string("parts/empty.html", {"title": "None", "url": "/x/", "words": "Go"})


# Signing in, in the fund's words


def test_signing_in_needs_only_an_address(db: None) -> None:
    form = sign_in_forms.SignIn({"login": ""})
    assert form.errors == {"login": ["Enter your e-mail address"]}
    assert list(form.fields) == ["login", "password"]
    assert form["login"].label == "E-mail address"
    assert "placeholder" not in str(form["login"])


def test_a_wrong_address_is_answered_with_an_example(db: None) -> None:
    assert sign_in_forms.RequestCode({"email": "ann"}).errors == {
        "email": ["Enter an e-mail address, like name@example.org"]
    }
