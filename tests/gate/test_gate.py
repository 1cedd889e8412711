"""The quality gate: a fund that was made up is brought in, drafted, and held against what was planted in it.

Each measure is tried on drafts of a program that is broken on purpose, too: a gate that lets these through is none.
"""

import json
import random
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fund.models import Term, User, Vocabulary
from reporting import collecting, learning
from reporting.figures import told
from reporting.figures.told import Former
from reporting.learning import choosing, figures, printing, scopes
from reporting.learning.gathering import collections
from reporting.learning.pack import Pack
from reporting.models import Collection, LearningSummary
from reporting.outputs import data
from reporting.outputs.sheet import fetched, sheet
from tests import factories
from tests.gate import in_memory, measuring, synthetic
from tests.reporting import learned

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Fund = tuple[dict[str, Any], synthetic.Truths]


@pytest.fixture(scope="module")
def fund() -> Fund:
    return synthetic.evidence()


@pytest.fixture
def collection(fund: Fund, tmp_path: Path) -> Collection:
    words = Vocabulary.objects.create(slug="learning-themes", version="1", name="Themes of learning", source="Ours")
    Term.objects.bulk_create(
        Term(
            vocabulary=words,
            code=theme.code,
            name=theme.name,
            details={"patterns": list(theme.patterns), "is_result": theme.is_result},
            position=position,
        )
        for position, theme in enumerate(in_memory.themes())
    )
    return bring(fund[0], tmp_path)


def bring(content: dict[str, Any], folder: Path) -> Collection:
    path = folder / "evidence.json"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return collecting.bring_in(collecting.read(path), by=None)


def printed(pack: Pack) -> dict[str, Any]:
    return printing.as_data(choosing.compose(pack), pack)


def everything(pack: Pack) -> str:
    """All that a draft holds or prints, also what only a program reads."""
    draft = choosing.compose(pack)
    return draft.as_bytes().decode() + json.dumps(printing.as_data(draft, pack), ensure_ascii=False)


def wrong(pack: Pack, fund: Fund, **changed: Any) -> dict[str, Any]:
    return measuring.all_wrong({**printed(pack), **changed}, *fund, everything(pack))


def test_the_draft_of_a_whole_fund_passes_the_gate(
    collection: Collection, fund: Fund, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = learning.gather(collection)
    data = printed(pack)

    assert measuring.all_wrong(data, *fund, everything(pack)) == {}
    with capsys.disabled():
        share, found = measuring.coverage(data, fund[1]), len(measuring.covered(data, fund[1]))
        sys.stdout.write(f"\ngate: {found} of {len(fund[1].points)} points, coverage {share:.2f}\n")


def test_what_was_left_out_is_counted(collection: Collection) -> None:
    left = learning.gather(collection).left_out

    assert (left["sources_sent_twice"], left["sources_not_final"]) == (2, 1)
    assert (left["sources_taken_back"], left["stories_without_consent"]) == (2, 1)
    assert left["sentences_with_personal_details"] == len(synthetic.PRIVATE)


def test_planted_orders_change_nothing(collection: Collection, fund: Fund, tmp_path: Path) -> None:
    content = deepcopy(fund[0])
    for source in content["sources"]:
        for answer in source["answers"]:
            for order in synthetic.INJECTIONS:
                answer["text"] = answer["text"].replace(order, "").strip() or "Nothing to say."
    content["name"] = "Without orders"

    with_orders = printed(learning.gather(collection))

    assert measuring.injected(with_orders, printed(learning.gather(bring(content, tmp_path)))) == []
    assert "{{" not in json.dumps([one["text"] for one in with_orders["statements"]])


def shuffled(pack: Pack, seed: int) -> Pack:
    rng = random.Random(seed)
    names = ("projects", "pieces", "stories", "figures", "themes", "origins", "costs")
    return replace(pack, **{name: tuple(rng.sample(rows := getattr(pack, name), len(rows))) for name in names})


def test_any_order_gives_the_same_bytes(collection: Collection) -> None:
    pack = learning.gather(collection)
    first = choosing.compose(pack).as_bytes()

    assert all(choosing.compose(shuffled(pack, seed)).as_bytes() == first for seed in range(3))


def test_other_threads_and_another_hash_seed_give_the_same_bytes(fund: Fund, tmp_path: Path) -> None:
    """Two processes of their own that read the same file, each with its own order of sets and number of threads."""
    code = (
        "import sys, django; django.setup()\n"
        "from tests.gate import in_memory\n"
        "sys.stdout.buffer.write(in_memory.draft())\n"
    )
    env = {"DJANGO_SETTINGS_MODULE": "fund.settings", "PATH": "", "SECRET_KEY": "x", "VAR_DIR": str(tmp_path)}
    found = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**env, "PYTHONHASHSEED": seed, "OMP_NUM_THREADS": threads},
            capture_output=True,
            timeout=120,
            check=True,
        ).stdout
        for seed, threads in (("1", "1"), ("2", "2"))
    ]

    assert found[0] == found[1] != b""


# A broken program does not pass ------------------------------------------------------------------------------------


def test_a_lost_source_is_seen(collection: Collection, fund: Fund) -> None:
    pack = learning.gather(collection)
    data = printed(pack)
    data["statements"][3]["sources"] = []
    assert set(wrong(pack, fund, statements=data["statements"])) >= {"traceability"}

    moved = printed(pack)
    moved["statements"][3]["sources"][0]["start"] += 1
    assert set(wrong(pack, fund, statements=moved["statements"])) == {"traceability"}


def test_a_number_that_was_flipped_is_seen(collection: Collection, fund: Fund) -> None:
    pack = learning.gather(collection)
    flipped = tuple(
        replace(one, numerator=(one.numerator or 0) + 1) if one.code == "less-alone" else one for one in pack.figures
    )

    assert set(wrong(replace(pack, figures=flipped), fund)) == {"arithmetic"}


def test_small_numbers_that_are_shown_are_seen(
    collection: Collection, fund: Fund, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = learning.gather(collection)
    monkeypatch.setattr(figures, "given_away", lambda rows, rule: set())
    assert set(wrong(pack, fund)) == {"small cells"}  # only the second step is skipped

    assert set(wrong(replace(pack, rule=pack.rule._replace(few=1)), fund)) == {"small cells"}


def test_a_consent_that_is_not_asked_is_seen(
    collection: Collection, fund: Fund, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collections, "CHANNELS", ("web", "print", "training", "model"))
    pack = learning.gather(collection)
    told = sorted(pack.stories, key=lambda one: -one.source)
    pack = replace(pack, stories=tuple(replace(one, channels=("web", "print")) for one in told[:1]))

    assert set(wrong(pack, fund)) == {"stories"}


def test_an_order_by_chance_is_seen(collection: Collection) -> None:
    """Where sources come in the order of a set and nothing sorts them, two orders give two drafts."""
    pack = learning.gather(collection)
    unsorted = type("Unsorted", (Pack,), {"in_order": lambda self: self})

    def as_it_comes(pack: Pack) -> bytes:
        return choosing.compose(
            unsorted(**{name: getattr(pack, name) for name in Pack.__dataclass_fields__})
        ).as_bytes()

    assert len({as_it_comes(shuffled(pack, seed)) for seed in range(3)}) > 1


def test_a_detail_that_nobody_takes_out_is_seen(
    collection: Collection, fund: Fund, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fund import privacy

    monkeypatch.setattr(privacy, "all_hits", lambda texts: {name: [] for name in texts})
    pack = learning.gather(collection)
    private = {piece.text for piece in pack.pieces} & set(synthetic.PRIVATE.values())

    assert len(private) == len(synthetic.PRIVATE)
    shown = [one for one in pack.pieces if one.text in private][:1]
    data = printed(pack)
    data["statements"][0]["text"] = shown[0].text
    assert measuring.privacy(json.dumps(data)) != []


# What is published one after the other --------------------------------------------------------------------------------

Read = list[tuple[list[tuple[str, int]], dict[str, Any]]]


@pytest.fixture
def published(lena: User, morag: User) -> Callable[[], Read]:
    """Publish what was planted one after the other, and read the figures of each at once."""

    def one_after_the_other() -> Read:
        learned.make_themes()
        round_ = factories.make_round()
        grants = {}
        for name, places in synthetic.AREAS_OF.items():
            of_round = round_ if places else factories.make_round()
            grants[name] = factories.make_grant(factories.make_application(of_round, state="awarded"))
            grants[name].areas.set([factories.make_area(f"S{place}"[:9], place) for place in places])
        there: list[tuple[str, int]] = []
        read: Read = []

        def tell(name: str, number: int) -> None:
            learned.make_share(learned.make_told(grants[name]), *synthetic.TOLD_BY[name, number])
            there.append((name, number))

        for name in grants:
            tell(name, 1)
        for about, second in synthetic.PUBLISHED:
            for name in second:
                if (name, 2) not in there:
                    tell(name, 2)
            of = [name for name, places in synthetic.AREAS_OF.items() if about in {name, *places}]
            of = [name for name in grants if name != "p5"] if about == "everything" else of
            scope = grants.get(about) or (round_ if about == "everything" else scopes.find("area", about))
            summary = learned.make_public(scope, lena, morag)
            (figure,) = data.as_json(sheet(fetched(summary), "open_data"))["figures"]
            read.append(([report for report in there if report[0] in of], figure))
        return read

    return one_after_the_other


def test_no_small_number_is_worked_out_from_all_that_was_published(published: Callable[[], Read]) -> None:
    read = published()

    assert measuring.worked_out(read) == []
    assert sum(figure["numerator"] is not None for _, figure in read) >= 5


def all_but(wanted: Callable[[Former, LearningSummary], bool]) -> Callable[..., dict[str, list[Former]]]:
    """A program that does not look at all that was told before."""
    whole = told.before

    def before(abouts: Any, *, but: LearningSummary) -> dict[str, list[Former]]:
        return {about: [one for one in rows if wanted(one, but)] for about, rows in whole(abouts, but=but).items()}

    return before


def test_a_program_that_compares_no_versions_is_seen(
    published: Callable[[], Read], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(told, "before", all_but(lambda one, but: one.slug != but.slug))
    assert "p5, report 2" in measuring.worked_out(published())


def test_a_program_that_compares_no_other_summaries_is_seen(
    published: Callable[[], Read], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(told, "before", all_but(lambda one, but: one.slug == but.slug))
    assert "p4, report 1" in measuring.worked_out(published())
