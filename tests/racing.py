"""Several people press at the same moment: each in a thread and with a connection of its own."""

from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from typing import Any

from django.db import connections

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
