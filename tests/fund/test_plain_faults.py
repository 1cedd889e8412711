"""No form speaks in the words of its framework: what is wrong is said plainly, with what to do."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

from django import forms

import applications
import fund
import reporting
from applications.forms.assessor import DeclareTies, ScoreForm
from tests import factories

THEIRS = ("Select a valid", "Enter a list of values", "Ensure this value", "is not a valid value")


def every_form() -> Iterator[type[forms.Form]]:
    for app in (fund, applications, reporting):
        for module in pkgutil.walk_packages(app.__path__, f"{app.__name__}."):
            if "forms" in module.name:
                found = vars(import_module(module.name)).values()
                yield from (each for each in found if isinstance(each, type) and issubclass(each, forms.Form))


def test_no_field_of_any_form_speaks_in_the_words_of_the_framework() -> None:
    kinds = set(every_form())
    assert len(kinds) > 100
    said = [
        (kind.__name__, name, code)
        for kind in kinds
        for name, field in kind.base_fields.items()
        for code, words in field.error_messages.items()
        if str(words).startswith(THEIRS)
    ]
    assert said == []


def test_a_choice_that_is_none_and_words_that_are_too_long_are_said_plainly(db: None) -> None:
    ties = DeclareTies({"kind": "zzz"})
    assert ties.errors["kind"] == ["Choose from the list. The answer that was sent is not on it"]
    row = factories.make_assessment(factories.make_application(state="in_assessment"), factories.make_person("Sam"))
    scores = ScoreForm({"overall": "x" * 6000, "confidence": "zzz"}, assessment=row)
    assert scores.errors["overall"] == ["Make this shorter. It has 6000 characters, and there is room for 5000"]
    assert scores.errors["confidence"] == ["Choose from the list. The answer that was sent is not on it"]


def test_words_of_a_field_s_own_come_first(db: None) -> None:
    row = factories.make_assessment(factories.make_application(state="in_assessment"), factories.make_person("Sam"))
    criterion = row.application.round.criteria.first()
    scores = ScoreForm({f"strong_{criterion.pk}": "x" * 6000}, assessment=row)
    assert scores.errors[f"strong_{criterion.pk}"] == [f"Keep what you say on “{criterion}” to 5,000 characters"]
