"""What a worker loads when it starts, and what a page never loads."""

import subprocess
import sys
from pathlib import Path


def loaded(folder: Path, code: str) -> bool:
    """Say whether scikit-learn is there after this ran in a process of its own."""
    env = {"DJANGO_SETTINGS_MODULE": "fund.settings", "PATH": "", "SECRET_KEY": "x", "VAR_DIR": str(folder)}
    code = f"{code}\nimport sys; sys.stdout.write(str('sklearn.feature_extraction.text' in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True, timeout=120
    )
    return done.stdout.endswith("True")


def test_a_worker_loads_what_is_slow_to_load_before_a_job_comes(tmp_path: Path) -> None:
    assert loaded(tmp_path, "from fund.celery import app; app.Worker(pool='solo', concurrency=1)")


def test_a_page_does_not_load_it(tmp_path: Path) -> None:
    assert not loaded(tmp_path, "import fund.wsgi, fund.urls")
