"""A reader saves on the screen in the very moment in which their paper or spreadsheet is brought in."""

import io
from collections.abc import Callable
from decimal import Decimal
from threading import Event, Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections, transaction
from django.utils import timezone

from applications import assessing
from applications.assessing import Said
from applications.models import Assessment, ReturnCode
from applications.packs import codes, entering, taking
from fund.kit.states import Refused
from fund.models import Round, User
from tests import factories
from tests.applications.test_sheet_upload import as_file, book_of, fill
from tests.racing import looking_first

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

Verb = Callable[[], object]


@pytest.fixture
def reading(round_: Round, sam: User) -> Assessment:
    return factories.make_assessment(factories.make_application(round_, state="in_assessment"), sam)


def on_screen(reading: Assessment) -> None:
    first = reading.application.round.criteria.first()
    assert first is not None
    said = {first.pk: Said(Decimal(1), strong="From the screen.")}
    assessing.save(Assessment.objects.get(pk=reading.pk), by=reading.assessor, scores=said)


def while_the_reader_saves(reading: Assessment, verb: Verb) -> list[BaseException]:
    """Run a verb that begins while the reader’s save holds the bid and is not committed yet; what it raised."""
    saved, began, faults = Event(), Event(), list[BaseException]()

    def reader() -> None:
        with transaction.atomic():
            on_screen(reading)
            saved.set()
            assert began.wait(20)
            Event().wait(0.5)  # the other has come to the lock by now
        connections.close_all()

    def other() -> None:
        assert saved.wait(20)
        began.set()
        try:
            verb()
        except Refused as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [Thread(target=each) for each in (reader, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return faults


def words_in(reading: Assessment) -> list[str]:
    return list(Assessment.objects.get(pk=reading.pk).scores.values_list("strong", flat=True))


def from_paper(reading: Assessment) -> dict[int, Said]:
    first = reading.application.round.criteria.first()
    assert first is not None
    return {first.pk: Said(Decimal(5), strong="From the paper.")}


def test_a_sheet_typed_in_never_overwrites_what_was_saved_that_moment(reading: Assessment, olive: User) -> None:
    code = ReturnCode.objects.create(assessment=reading, kind="paper", issue=1, code=codes.fresh()).code
    came = entering.find([code], by=olive)

    faults = while_the_reader_saves(
        reading, lambda: entering.enter(came, by=olive, scores=from_paper(reading), version=0)
    )

    assert [str(fault)[:37] for fault in faults] == ["The scores changed while you typed. G"]
    assert words_in(reading) == ["From the screen."]


def test_without_looking_at_the_version_it_would(reading: Assessment, olive: User) -> None:
    """The verb that is called once the version was looked at, alone, as a control."""
    row = Assessment.objects.get(pk=reading.pk)
    faults = while_the_reader_saves(reading, lambda: assessing.save(row, by=olive, scores=from_paper(reading)))
    assert faults == [] and words_in(reading) == ["From the paper."]


def uploaded(reading: Assessment, sam: User) -> taking.SheetUpload:
    book = book_of(sam)
    fill(book, reading, 4, words="From the file.")
    file = SimpleUploadedFile("scores.xlsx", io.BytesIO(as_file(book).read()).getvalue())
    return taking.upload(file, by=sam, reader=sam)


def test_a_spreadsheet_never_overwrites_what_was_saved_that_moment(reading: Assessment, sam: User) -> None:
    row = uploaded(reading, sam)
    seen = taking.plan_of(row, by=sam).seen

    faults = while_the_reader_saves(
        reading, lambda: taking.save(row, by=sam, seen=seen, choices={}, goes_on=False, hands_in=False)
    )

    assert [str(fault)[:45] for fault in faults] == ["Something changed while you looked at this pa"]
    assert words_in(reading) == ["From the screen."]


def test_the_control_that_looks_at_the_plan_first_overwrites_it(reading: Assessment, sam: User) -> None:
    """The obvious code: work out what the file changes, then save that. It must lose the words of the screen."""
    plan = taking.plan_of(uploaded(reading, sam), by=sam)
    assert len(plan.changed) == 1
    row = Assessment.objects.get(pk=reading.pk)
    criteria = reading.application.round.criteria.all()
    said = {each.pk: Said(Decimal(4), strong="From the file.") for each in criteria}
    assert while_the_reader_saves(reading, lambda: assessing.save(row, by=sam, scores=said)) == []
    assert set(words_in(reading)) == {"From the file."}


def test_two_presses_at_once_save_one_file_once(reading: Assessment, sam: User) -> None:
    row = uploaded(reading, sam)
    seen = taking.plan_of(row, by=sam).seen
    said = list[str]()

    def press() -> None:
        try:
            taking.save(row, by=sam, seen=seen, choices={}, goes_on=False, hands_in=False)
            said.append("saved")
        except Refused as fault:
            said.append(str(fault)[:19])
        finally:
            connections.close_all()

    threads = [Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(said) == ["This very file was ", "saved"]
    assert Assessment.objects.get(pk=reading.pk).version == 1


def test_the_control_that_looks_first_saves_one_file_twice(reading: Assessment, sam: User) -> None:
    row = uploaded(reading, sam)
    first = reading.application.round.criteria.first()
    assert first is not None
    came = list[int]()

    def save(saved_at: object) -> None:
        if saved_at is None:
            taking.SheetUpload.objects.filter(pk=row.pk).update(saved_at=timezone.now())
            assessing.save(Assessment.objects.get(pk=reading.pk), by=sam, scores={first.pk: Said(Decimal(4))})
            came.append(1)

    assert looking_first(lambda: taking.SheetUpload.objects.get(pk=row.pk).saved_at, save) == ["done", "done"]
    assert came == [1, 1]
