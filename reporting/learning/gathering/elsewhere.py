"""What was learned beside reports: cards of learning events, and tests of a change."""

from collections.abc import Iterator, Sequence

from applications.models import Grant
from reporting.learning.gathering.reports import Left
from reporting.learning.pack import Piece, sha256
from reporting.learning.scopes import Kind, Scope
from reporting.learning.telling import tell
from reporting.models import ChangeTest, EventCard, LearningEvent

SLOT_OF: dict[str, str] = {
    ChangeTest.Act.ADOPT: "worked",
    ChangeTest.Act.ADAPT: "circumstances",
    ChangeTest.Act.ABANDON: "did_not_work",
}
TEXTS = ("happened", "learned")


def cards(scope: Scope, left: Left) -> Iterator[Piece]:
    """What the cards of the events of this scope say: of the round, or of the whole fund where there is no round.

    Only of events whose text is final, so that the projects have checked it. A card is of no project and no person.
    """
    if scope.kind in {Kind.GRANT, Kind.COLLECTION}:
        return
    events = LearningEvent.objects.filter(state=LearningEvent.State.FINAL)
    if scope.kind == Kind.ROUND:
        events = events.filter(round=int(scope.key))
    every = EventCard.objects.filter(event__in=events)
    rows = list(every.usable().select_related("theme__term").order_by("pk"))
    left["cards_set_aside"] += every.count() - len(rows)
    for card in rows:
        if not card.slot:
            continue
        ticked = (card.theme.term.code,) if card.theme and card.theme.term else ()
        for sentence in tell(card.said, left):
            place = (sentence.number, sentence.start, sentence.end, sentence.text)
            yield Piece("card", card.pk, "said", *place, sha256(card.said), card.slot, 0, ticked=ticked)


def change_tests(grants: Sequence[Grant], left: Left) -> Iterator[Piece]:
    """What tests of a change found, where the group shares them: kept is what worked, dropped is what did not."""
    every = ChangeTest.objects.filter(grant__in=grants, state=ChangeTest.State.STUDIED)
    rows = list(every.filter(is_walled=False).order_by("pk"))
    left["tests_kept_to_themselves"] += every.filter(is_walled=True).count()
    for test in rows:
        for field in TEXTS:
            text = getattr(test, field)
            for sentence in tell(text, left):
                place = (sentence.number, sentence.start, sentence.end, sentence.text)
                yield Piece("test", test.pk, field, *place, sha256(text), SLOT_OF[test.act], test.grant_id)
