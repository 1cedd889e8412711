"""How long a draft takes, and how much memory, for 50, 500 and 5,000 reports of 40 sentences each.

    uv run python -m tests.bench.drafts

Each size runs in a process of its own, from the words of the answers to the draft: cutting, looking for what gives
somebody away, themes, weighing, choosing, grading, and printing as JSON. Nothing is taken as read before, as it would
be in the fund. It ends with 2 where a size takes longer or more memory than its aim, or time grows much faster than
the reports.
"""

import json
import math
import os
import resource
import subprocess
import sys
import time
from dataclasses import replace

AIMS = {50: 3.0, 500: 20.0, 5000: 180.0}  # seconds
MOST_MEMORY, STEEPEST = 400, 1.2  # MB; how time may grow: reports to this power


def measure(reports: int) -> dict[str, float]:
    import django

    django.setup()
    from reporting.learning import choosing, printing
    from tests.gate import in_memory

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
        "read": read - began,
        "drafted": done - read,
        "seconds": done - began,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main() -> int:
    rows = []
    for size in AIMS:
        env = {**os.environ, "DJANGO_SETTINGS_MODULE": "fund.settings"}
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.drafts", str(size)], env=env, capture_output=True, text=True, check=True
        )
        row = json.loads(done.stdout)
        rows.append(row)
        sys.stdout.write(
            f"{row['reports']:>5} reports, {row['sentences']:>6} sentences: {row['seconds']:.1f} s "
            f"(read {row['read']:.1f}, drafted {row['drafted']:.1f}), {row['megabytes']:.0f} MB\n"
        )
    steps = [
        math.log(after["seconds"] / before["seconds"]) / math.log(after["reports"] / before["reports"])
        for before, after in zip(rows, rows[1:], strict=False)
    ]
    sys.stdout.write(f"time grows as reports to the power of {', '.join(f'{step:.2f}' for step in steps)}\n")
    slow = [row for row in rows if row["seconds"] > AIMS[row["reports"]] or row["megabytes"] > MOST_MEMORY]
    return 2 if slow or max(steps) > STEEPEST else 0


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.stdout.write(json.dumps(measure(int(sys.argv[1]))))
    else:
        raise SystemExit(main())
