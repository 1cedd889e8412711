"""Several people press at the same moment: each in a thread and with a connection of its own."""

from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from typing import Any

from django.db import connections, transaction

from fund.kit.states import Refused


def outcomes(verbs: Sequence[Callable[[], Any]]) -> list[Any]:
    """Start all together; what each returned, or the Refused that it raised. Any other fault is raised here."""
    barrier, came, faults = Barrier(len(verbs)), [None] * len(verbs), list[BaseException]()

    def one(at: int) -> None:
        try:
            barrier.wait(timeout=20)
            came[at] = verbs[at]()
        except Refused as refused:
            came[at] = refused
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [Thread(target=one, args=(at,)) for at in range(len(verbs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    if faults:
        raise faults[0]
    return came


def race(verbs: Sequence[Callable[[], Any]]) -> list[str]:
    """The same, as sorted words: how many were done and how many refused."""
    return sorted("refused" if isinstance(came, Refused) else "done" for came in outcomes(verbs))


# The broken variants, as controls: what is written rests on what was seen, and nothing holds it.


def looking_first(look: Callable[[], Any], write: Callable[[Any], Any], *, times: int = 2) -> list[str]:
    """Everybody looks, waits until all have looked, and then writes by what they saw. As `race`."""
    looked = Barrier(times)

    def broken() -> Any:
        with transaction.atomic():
            seen = look()
            looked.wait(timeout=20)
            return write(seen)

    return race([broken] * times)


def overtaken(look: Callable[[], Any], write: Callable[[Any], Any], *, meanwhile: Callable[[], Any]) -> list[str]:
    """One looks, another does the whole of theirs, and then the first writes by what they saw. As `race`."""
    looked, done = Barrier(2), Barrier(2)

    def slow() -> Any:
        with transaction.atomic():
            seen = look()
            looked.wait(timeout=20)
            done.wait(timeout=20)
            return write(seen)

    def quick() -> Any:
        looked.wait(timeout=20)
        came = meanwhile()
        done.wait(timeout=20)
        return came

    return race([slow, quick])
