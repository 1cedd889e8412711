"""Something new: what is put together because it is alike, and what is said of it before anybody has named it."""

from dataclasses import replace

import pytest

from fund.kit.states import Refused
from fund.models import User
from reporting import learning
from reporting.learning import choosing, printing, regrading, showing
from reporting.learning.pack import Pack, Piece, Project, Theme, sha256
from reporting.models import LearningSummary, Statement
from tests.reporting import learned

NUMBERS = {"fill_up_to": 0}  # so that nothing fills a side up, and all of it is left to be put together


def pack_of(*told: tuple[str, str]) -> Pack:
    """What so many projects told, each one sentence: its slot and its words. No theme is found in any of it."""
    pieces = [
        Piece("report", 10 + number, slot, 0, 0, len(words), words, sha256(words), slot, number)
        for number, (slot, words) in enumerate(told, start=1)
    ]
    pieces += [replace(pieces[0], source=10, text="Peers helped.", field="other", sentence=1)]
    projects = [Project(number, f"Project {number}", (), (), True) for number in range(1, len(told) + 1)]
    whole = Pack(
        "round", "1", "A round", tuple(projects), tuple(pieces), (), (), (Theme("T1", "Peers", ("peers",)),), {}
    )
    return replace(whole, numbers={**whole.numbers, **NUMBERS})


def emerging(pack: Pack) -> list[tuple[str, int]]:
    return [(line.words, line.projects_saying) for line in choosing.compose(pack).lines if line.kind == "emerging"]


def test_what_is_nearly_the_same_is_put_together_and_counted() -> None:
    said = "Digging the garden let people talk without facing anybody."
    assert emerging(pack_of(("worked", said), ("worked", "Our garden let people talk while digging."))) == [(said, 2)]


def test_what_shares_a_word_or_two_is_not_alike() -> None:
    dogs, vans = "Many dogs came to the hall in winter.", "Not one van came to the loan shed in winter."
    assert emerging(pack_of(("worked", dogs), ("worked", vans))) == []


def test_what_helped_is_never_put_together_with_what_got_in_the_way() -> None:
    words = "Our garden let people talk while digging."
    assert emerging(pack_of(("worked", words), ("did_not_work", words))) == []


def test_nobody_is_sure_of_what_nobody_has_named() -> None:
    words = "Our garden let people talk while digging."
    pack = pack_of(("worked", words), ("worked", words))
    draft = choosing.compose(pack)

    (told,) = [one for one in printing.as_data(draft, pack)["statements"] if one["kind"] == "emerging"]
    assert (told["confidence"], told["confidence_words"], told["concerns"]) == ("", "", {})
    assert "  2 of 2 projects said something like this" in printing.as_text(draft, pack)


@pytest.mark.django_db
def test_something_new_has_a_grade_once_it_has_a_name(lena: User) -> None:
    learned.make_themes()
    summary = learned.make_draft(learned.make_told())
    row = Statement.objects.create(
        summary=summary, position=99, kind="emerging", drafted="Dogs came too.", confidence="fairly", counted="alike"
    )

    def said() -> str:
        shown = showing.show(showing.with_lines(LearningSummary.objects.filter(pk=summary.pk)).get(), "web")
        return next((one.sure for one in shown.emerging), "")

    with pytest.raises(Refused, match="once it has a name"):
        regrading.regrade(row, "not", why="few said so", by=lena)
    assert (row.grade, said()) == ("", "")

    learning.name(row, "Dogs", by=lena)
    assert row.grade == "fairly"
    assert said().startswith("Fairly sure.")
