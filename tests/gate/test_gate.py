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

from fund import privacy
from fund.models import Term, User, Vocabulary
from fund.privacy import gate
from reporting import collecting, learning, outputs
from reporting.figures import told
from reporting.figures.told import Former
from reporting.learning import choosing, figures, printing, scopes
from reporting.learning.gathering import collections
from reporting.learning.judging import Judge
from reporting.learning.pack import Line, Pack, Piece
from reporting.models import Collection, LearningSummary, OldText, Source
from reporting.outputs import data, easy
from reporting.outputs.sheet import fetched, sheet
from tests import factories
from tests.gate import everywhere, in_memory, measuring, synthetic
from tests.reporting import learned, taking

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


def wrong(pack: Pack, fund: Fund) -> dict[str, Any]:
    return measuring.all_wrong(printed(pack), *fund, everything(pack), pack)


def test_the_draft_of_a_whole_fund_passes_the_gate(
    collection: Collection, fund: Fund, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = learning.gather(collection)
    data = printed(pack)

    assert measuring.all_wrong(data, *fund, everything(pack), pack) == {}
    with capsys.disabled():
        share, found = measuring.coverage(data, fund[1]), len(measuring.covered(data, fund[1]))
        sys.stdout.write(f"\ngate: {found} of {len(fund[1].points)} points, coverage {share:.2f}\n")


def test_what_is_printed_in_parts_is_the_same_as_the_whole(collection: Collection) -> None:
    pack = learning.gather(collection)
    draft = choosing.compose(pack)
    for one in (draft, replace(draft, lines=())):
        whole = json.dumps(printing.as_data(one, pack), indent=2, ensure_ascii=False)
        assert "".join(printing.as_json(one, replace(pack, pieces=(), stories=()))) == f"{whole}\n"


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


def in_any_order(pack: Pack) -> set[bytes]:
    """The drafts of three orders in which the evidence may come."""
    return {choosing.compose(shuffled(pack, seed)).as_bytes() for seed in range(3)}


def test_any_order_gives_the_same_bytes(collection: Collection) -> None:
    pack = learning.gather(collection)

    assert in_any_order(pack) == {choosing.compose(pack).as_bytes()}


def mixed(content: dict[str, Any], seed: int) -> dict[str, Any]:
    """The same evidence, told in another order from one end to the other."""
    rng = random.Random(seed)
    lots = {name: rng.sample(content[name], len(content[name])) for name in ("projects", "sources", "figures")}
    lots["sources"] = [{**one, "answers": rng.sample(one["answers"], len(one["answers"]))} for one in lots["sources"]]
    return {**content, **lots}


def as_brought_in(content: dict[str, Any], folder: Path) -> tuple[bytes, str]:
    """The draft of a file that is brought in once more, in rows of other numbers: as it is kept, and printed."""
    Collection.objects.all().delete()
    pack = learning.gather(bring(content, folder))
    return choosing.compose(pack).as_bytes(), json.dumps(printed(pack))


def test_the_same_file_gives_the_same_bytes_in_other_rows_and_in_any_order(
    collection: Collection, fund: Fund, tmp_path: Path
) -> None:
    first = as_brought_in(fund[0], tmp_path)

    assert as_brought_in(fund[0], tmp_path) == first
    assert {as_brought_in(mixed(fund[0], seed), tmp_path) for seed in range(2)} == {first}


def in_two_processes(folder: Path, broken: str = "", projects: int = 60) -> set[bytes]:
    """The drafts of two processes that read the same file, each with its own order of sets and number of threads."""
    code = (
        f"import sys, django; django.setup()\n{broken}"
        "from tests.gate import in_memory\n"
        f"sys.stdout.buffer.write(in_memory.draft({projects}))\n"
    )
    env = {"DJANGO_SETTINGS_MODULE": "fund.settings", "PATH": "", "SECRET_KEY": "x", "VAR_DIR": str(folder)}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            env={**env, "PYTHONHASHSEED": seed, "OMP_NUM_THREADS": threads},
            stdout=subprocess.PIPE,
        )
        for seed, threads in (("1", "1"), ("2", "2"))
    ]
    drafts = {one.communicate(timeout=120)[0] for one in running}
    assert [one.returncode for one in running] == [0, 0]
    return drafts


def test_other_threads_and_another_hash_seed_give_the_same_bytes(tmp_path: Path) -> None:
    drafts = in_two_processes(tmp_path)

    assert len(drafts) == 1 and b"" not in drafts


# What the world sees ----------------------------------------------------------------------------------------------


@pytest.fixture
def public(collection: Collection, lena: User, morag: User) -> Callable[[], LearningSummary]:
    """The fund taken the whole way to the web, with all that is made of it."""

    def publish() -> LearningSummary:
        summary = learned.make_public(collection, lena, morag)
        outputs.save(summary, "\n".join(easy.proposed(sheet(fetched(summary), "web"))), by=lena)
        outputs.keep_all(summary, outputs.draw_lacking(summary, say=lambda *far: None), by=None)
        return summary

    return publish


def test_what_is_published_passes_the_gate_in_every_format(
    public: Callable[[], LearningSummary], fund: Fund, door: everywhere.Door
) -> None:
    summary = public()
    told = everywhere.published(summary, door)
    shown = door(None).get(f"/learning/{summary.slug}/summary.json").json()
    figures_alone = {"figures": shown["figures"], "statements": []}

    assert measuring.wrong_in(told, fund[1]) == {}
    assert measuring.small_cells(figures_alone, fund[1]) == measuring.arithmetic(figures_alone, fund[1]) == []
    assert everywhere.found(summary, door, [*synthetic.PRIVATE, "SECRET", "lantern"]) == []
    # A reader that saw nothing would find nothing: the title, the stories and the search are there.
    assert [name for name in (*taking.PAPERS, "card.png") if summary.title not in told[name]] == []
    for file in taking.PAPERS:
        assert summary.title in " ".join(
            everywhere.unseen(door(None).get(f"/learning/{summary.slug}/{file}").getvalue())
        ), file
    lanterns = {name for name, words in told.items() if "lantern" in words}
    assert lanterns == {"", "summary.txt", "summary.pdf", "brief.pdf", "summary.docx"}
    assert everywhere.found(summary, door, summary.title.split()[:1]) != []


def test_every_published_statement_has_living_sources(
    collection: Collection, fund: Fund, lena: User, morag: User, door: everywhere.Door
) -> None:
    """Not the draft alone: what stands on the web has its sources, with spans and hashes that hold."""
    summary = learned.make_public(collection, lena, morag)

    def wrong() -> list[str]:
        shown = door(None).get(f"/learning/{summary.slug}/summary.json").json()
        assert len(shown["statements"]) > 20 and shown["figures"]
        return measuring.published(shown, Source.objects.filter(statement__summary=summary), fund[0])

    assert wrong() == []
    first = Source.objects.filter(statement__summary=summary, statement__kind="for")
    first = first.filter(statement__is_dropped=False).order_by("pk")[0]
    for broken in ({"start": first.start + 1}, {"sha256": "0" * 64}, {"name": "nobody"}, {"quote": "Something else."}):
        rows = Source.objects.filter(pk=first.pk)
        rows.update(**broken)
        assert wrong() != [], broken
        rows.update(**{name: getattr(first, name) for name in broken})
    assert wrong() == []
    Source.objects.filter(statement=first.statement_id).delete()
    assert wrong() == [f"“{first.statement.words}” has no source"]


def test_what_a_program_that_asks_nobody_publishes_is_seen(
    public: Callable[[], LearningSummary], fund: Fund, door: everywhere.Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that looks for no personal details, neither in the evidence nor at the gate, and asks for no consent."""
    for place in (privacy, gate):
        monkeypatch.setattr(place, "all_hits", lambda texts: {name: [] for name in texts})
    monkeypatch.setattr(OldText, "may_tell", lambda text, channel: True)
    summary = public()

    wrong = measuring.wrong_in(everywhere.published(summary, door), fund[1])

    assert set(wrong) == {"privacy", "stories"}
    assert set(wrong["privacy"]) == {""}, "the page alone opens the words of other projects"
    assert set(wrong["stories"]) >= {"", "summary.txt", "slides.pptx", "email/", "share/"}


# A broken program does not pass ------------------------------------------------------------------------------------


def test_a_lost_source_is_seen(collection: Collection, fund: Fund, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that loses the sources of one statement, or all sources but the first, or that counts from one."""
    pack, woven, line, piece = learning.gather(collection), choosing._woven, Judge.line, collections._piece

    def without_sources(*sides: Any) -> list[Line]:
        return [replace(one, pieces=()) if number == 3 else one for number, one in enumerate(woven(*sides))]

    def of_one_source(judge: Judge, *args: Any) -> Line:
        return replace(found := line(judge, *args), pieces=found.pieces[:1])

    def from_one(*args: Any) -> Piece:
        return replace(found := piece(*args), start=found.start + 1)

    with monkeypatch.context() as broken:
        broken.setattr(choosing, "_woven", without_sources)
        assert set(wrong(pack, fund)) >= {"traceability", "counts"}
    with monkeypatch.context() as broken:
        broken.setattr(Judge, "line", of_one_source)
        assert set(wrong(pack, fund)) >= {"counts"}
    monkeypatch.setattr(collections, "_piece", from_one)
    assert set(wrong(learning.gather(collection), fund)) == {"traceability"}


def test_a_number_that_was_flipped_is_seen(collection: Collection, fund: Fund, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that adds one too much where there is more than one number."""
    added = collections._sum
    monkeypatch.setattr(
        collections, "_sum", lambda rows, name: (added(rows, name) or 0) + (name == "numerator" and len(rows) > 1)
    )

    assert set(wrong(learning.gather(collection), fund)) == {"arithmetic"}


def test_small_numbers_that_are_shown_are_seen(
    collection: Collection, fund: Fund, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = learning.gather(collection)
    with monkeypatch.context() as broken:
        broken.setattr(figures, "given_away", lambda rows, rule, careful: set())
        assert set(wrong(pack, fund)) == {"small cells"}  # only the second step is skipped

    monkeypatch.setattr(figures, "is_few", lambda number, few: False)
    assert set(wrong(pack, fund)) == {"small cells"}


def test_a_consent_that_is_not_asked_is_seen(
    collection: Collection, fund: Fund, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A story for training alone is no evidence, although no summary tells stories on that channel."""
    monkeypatch.setattr(collections, "CHANNELS", ("web", "print", "training", "model"))

    assert set(wrong(learning.gather(collection), fund)) == {"stories"}


def test_an_order_by_chance_is_seen(collection: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where sources come as they come and nothing sorts them, their orders give different drafts."""
    pack = learning.gather(collection)
    monkeypatch.setattr(Pack, "in_order", lambda pack: pack)

    assert len(in_any_order(pack)) > 1


@pytest.mark.parametrize("what", ["pieces", "stories", "figures"])
def test_an_order_of_a_set_is_seen(tmp_path: Path, what: str) -> None:
    """The same in two processes: a program that sorts by the order of a set gives two drafts."""
    by_a_set = (
        "from dataclasses import replace\n"
        "from reporting.learning.pack import Pack\n"
        f"Pack.in_order = lambda pack: replace(pack, {what}=tuple(set(pack.{what})))\n"
    )

    assert len(in_two_processes(tmp_path, by_a_set, projects=12)) == 2


def test_a_detail_that_nobody_takes_out_is_seen(
    collection: Collection, fund: Fund, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(privacy, "all_hits", lambda texts: {name: [] for name in texts})
    pack = learning.gather(collection)

    assert {piece.text for piece in pack.pieces} >= set(synthetic.PRIVATE.values())
    assert "privacy" in wrong(pack, fund)


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
