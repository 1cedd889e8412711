"""How long a draft takes, and how much memory, for 50, 500 and 5,000 reports of 40 sentences each.

    uv run python -m tests.bench.drafts [50 500]

Each size runs in a process of its own. First from the words of the answers in memory to the draft: cutting, looking for
what gives somebody away, themes, weighing, choosing, grading, and printing as JSON. Then from rows of a database of its
own, which is gone afterwards: SQLite, and PostgreSQL too where DATABASE_URL names a server. From rows it is measured
twice: with no report read before, and with each as it was read when it was accepted, as in the fund. SciPy and
scikit-learn are loaded first and told apart, for a worker loads them when it starts and not when a draft is asked for
(`fund/celery.py`). It ends with 2 where a size takes longer than its aim, or more memory, or time grows much faster
than the reports.
"""

import json
import math
import os
import resource
import subprocess
import sys
import time
from dataclasses import replace

from tests.bench import drafts_rows

AIMS = {50: 3.0, 500: 20.0, 5000: 180.0}  # seconds
MOST_MEMORY, STEEPEST = 400, 1.2  # MB; how time may grow: reports to this power


def measure(reports: int) -> dict[str, float]:
    import django

    django.setup()
    from reporting.learning import choosing, printing
    from tests.gate import in_memory

    loaded = drafts_rows.load()
    began = time.perf_counter()
    pack = in_memory.pack(reports // 2, sentences=40)
    read = time.perf_counter()
    draft, size = choosing.compose(pack), len(pack.pieces)
    pack = replace(pack, pieces=())
    printed = sum(len(part) for part in printing.as_json(draft, pack))
    done = time.perf_counter()
    return {
        "reports": reports,
        "sentences": size,
        "statements": len(draft.lines),
        "letters": printed,
        "loaded": loaded,
        "read": read - began,
        "drafted": done - read,
        "seconds": done - began,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def in_memory(size: int) -> dict[str, float]:
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "fund.settings"}
    command = [sys.executable, "-m", "tests.bench.drafts", "--one", str(size)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def main(sizes: list[int]) -> int:
    server = os.environ.get("DATABASE_URL", "")
    rows: dict[str, list[dict[str, float]]] = {"from memory": [in_memory(size) for size in sizes]}
    show("from memory", rows["from memory"])
    for name, address in (("SQLite", ""), *([("PostgreSQL", server)] if server.startswith("postgres") else [])):
        both = [drafts_rows.measure(size, address) for size in sizes]
        for place, how in enumerate(("nothing read before", "each read when accepted")):
            told = f"from {name}, {how}"
            rows[told] = [one[place] for one in both]
            show(told, rows[told])
    late = [told for told, measured in rows.items() if is_late(sizes, measured)]
    sys.stdout.write(f"The aim was missed: {'; '.join(late)}\n" if late else "Every aim is met\n")
    return 2 if late else 0


def show(told: str, rows: list[dict[str, float]]) -> None:
    sys.stdout.write(f"{told}\n")
    for row in rows:
        sys.stdout.write(
            f"{row['reports']:>5} reports, {row['sentences']:>6} sentences: {row['seconds']:.1f} s "
            f"(read {row['read']:.1f}, drafted {row['drafted']:.1f}), {row['megabytes']:.0f} MB, "
            f"after {row['loaded']:.1f} s of loading\n"
        )
    if steps := powers(rows):
        sys.stdout.write(f"time grows as reports to the power of {', '.join(f'{step:.2f}' for step in steps)}\n")
    sys.stdout.flush()


def powers(rows: list[dict[str, float]]) -> list[float]:
    return [
        math.log(after["seconds"] / before["seconds"]) / math.log(after["reports"] / before["reports"])
        for before, after in zip(rows, rows[1:], strict=False)
    ]


def is_late(sizes: list[int], rows: list[dict[str, float]]) -> bool:
    slow = any(
        row["seconds"] > AIMS[size] or row["megabytes"] > MOST_MEMORY for size, row in zip(sizes, rows, strict=True)
    )
    return slow or max(powers(rows), default=0) > STEEPEST


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        sys.stdout.write(json.dumps(measure(int(sys.argv[2]))))
    else:
        raise SystemExit(main([int(size) for size in sys.argv[1:]] or list(AIMS)))
