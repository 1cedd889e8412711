import types

import pytest
from django.core.exceptions import PermissionDenied
from django.template import Context, Template

from fund.kit.doors import May, UnknownRule, require

rules = types.ModuleType("rules")
rules.may_hand_in = lambda user, row: user == "Ann" and row == "bid"  # type: ignore[attr-defined]


def test_a_no_is_a_403() -> None:
    require(True)
    with pytest.raises(PermissionDenied):
        require(False)


def test_a_template_asks_a_rule() -> None:
    page = Template("{% if may.hand_in %}yes{% else %}no{% endif %}")

    assert page.render(Context({"may": May("Ann", "bid", rules)})) == "yes"
    assert page.render(Context({"may": May("Nia", "bid", rules)})) == "no"


def test_a_rule_that_nobody_wrote_raises_even_inside_a_template() -> None:
    page = Template("{% if may.nonsense %}yes{% endif %}")

    with pytest.raises(UnknownRule):
        page.render(Context({"may": May("Ann", "bid", rules)}))
