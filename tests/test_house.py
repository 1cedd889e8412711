"""The house checks itself: where code lives, and that nothing was forgotten."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from celery import current_app
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from fund.celery import TIMETABLE
from fund.kit.states import machines, states_page
from tests.classified import CLASSIFIED, IGNORED_APPS

ROOT = Path(__file__).parent.parent
APPS = ("fund", "applications", "reporting")  # an app may import what stands left of it, never right
OURS = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_imports_point_left() -> None:
    wrong = [
        f"{name_of(path)} imports {module}"
        for path in OURS
        for module in imports_of(path)
        if module.split(".")[0] in APPS
        and APPS.index(module.split(".")[0]) > APPS.index(path.relative_to(ROOT).parts[0])
    ]
    assert wrong == []


def test_the_kit_knows_nothing_of_grants() -> None:
    wrong = [
        f"{name_of(path)} imports {module}"
        for path in sorted((ROOT / "fund" / "kit").glob("*.py"))
        for module in imports_of(path)
        if module.split(".")[0] in {"applications", "reporting"}
        or module in {"fund.models.round", "fund.models.organisation", "fund.models.questionnaire", "fund.rules"}
    ]
    assert wrong == []


def test_no_secret_and_no_data_lie_among_the_code() -> None:
    kept = {"var", ".venv", "node_modules", ".git"}
    found = [
        name_of(path)
        for pattern in ("secret_key", "*.sqlite3", "*.rdb")
        for path in [*ROOT.glob(pattern), *ROOT.glob(f"*/{pattern}")]
        if path.relative_to(ROOT).parts[0] not in kept
    ]
    assert found == []


def test_an_empty_var_dir_means_the_usual_folder() -> None:
    asked = "import fund.settings as s; print(s.VAR_DIR == s.BASE_DIR / 'var')"
    made = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, env={**os.environ, "VAR_DIR": ""}, capture_output=True, text=True
    )
    assert made.stdout.strip() == "True", made.stderr


def test_models_and_rules_do_not_import_verbs() -> None:
    nouns = ("models", "rules", "kit")
    wrong = [
        f"{name_of(path)} imports {module}"
        for path in OURS
        if path.relative_to(ROOT).parts[1] == "models" or path.name == "rules.py"
        for module in imports_of(path)
        if module.split(".")[0] in APPS and module.split(".")[1] not in nouns
    ]
    assert wrong == []


def test_a_state_changes_only_by_a_move() -> None:
    wrong = [
        f"{name_of(path)}:{number}"
        for path in OURS
        if name_of(path) != "fund/kit/states.py"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"\w\.state\s*=(?!=)", line)
    ]
    assert wrong == []


def test_verbs_know_no_request() -> None:
    doors = {"kit", "views", "templatetags"}
    verbs = [path for path in OURS if doors.isdisjoint(path.parts)]
    wrong = [
        name_of(path)
        for path in verbs
        if path.stem not in {"urls", "settings", "celery", "wsgi", "admin", "apps"}
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.arg) and node.arg == "request" and path.stem != "forms"
    ]
    assert wrong == []


def test_no_module_is_a_drawer() -> None:
    drawers = {"utils", "helpers", "helper", "common", "misc", "services", "managers"}
    assert [name_of(path) for path in OURS if path.stem in drawers] == []


def test_no_signals() -> None:
    wrong = [name_of(path) for path in OURS for module in imports_of(path) if "signals" in module]
    assert wrong == []


def test_no_box_for_words_keeps_what_cannot_be_stored_or_seen() -> None:
    """Boxes for words are of a kind that tidies; only what no person types is a plain field."""
    plain = re.compile(r"forms\.CharField\((?!widget=forms\.HiddenInput)")
    own = {"fund/question_forms/files.py"}  # the text of a whole file, whose reader names what cannot be kept
    assert [name_of(path) for path in OURS if plain.search(path.read_text())] == [*own]


def test_every_timetable_entry_names_a_real_task() -> None:
    current_app.loader.import_default_modules()
    assert [task for task, _ in TIMETABLE.values() if task not in current_app.tasks] == []


AUDITED = {
    "applications.Appeal",
    "applications.Application",
    "applications.ApplicationAnswers",
    "applications.Assessment",
    "applications.AwardPaper",
    "applications.AssigningRule",
    "applications.ChangeRequest",
    "applications.Comment",
    "applications.Decision",
    "applications.Declaration",
    "applications.DecisionLetter",
    "applications.DraftAdvice",
    "applications.DraftReading",
    "applications.EditedLetter",
    "applications.Entry",
    "applications.FeedbackLine",
    "applications.Grant",
    "applications.AgendaItem",
    "applications.Meeting",
    "applications.PanelQuestion",
    "applications.Draw",
    "applications.Redaction",
    "applications.Scenario",
    "applications.ViewChosen",
    "applications.Seat",
    "applications.PlannedAnnouncement",
    "applications.ReaderClaim",
    "applications.Score",
    "applications.SignOff",
    "applications.SupportingStatement",
    "applications.Telling",
    "applications.EligibilityResult",
    "applications.Flag",
    "applications.Tag",
    "applications.Tagging",
    "fund.Closure",
    "fund.Fund",
    "fund.Invitation",
    "fund.KeptDay",
    "fund.Membership",
    "fund.Organisation",
    "fund.PersonalDetail",
    "fund.DataComplaint",
    "fund.PublicAnswer",
    "fund.Questionnaire",
    "fund.ReaderInvitation",
    "fund.ReaderProfile",
    "fund.Role",
    "fund.Round",
    "fund.Surgery",
    "fund.Talk",
    "reporting.ChangeTest",
    "reporting.Consent",
    "reporting.EasyRead",
    "reporting.EventCard",
    "reporting.EventCheck",
    "reporting.EventInvitation",
    "reporting.EventTheme",
    "reporting.Indicator",
    "reporting.LearningEvent",
    "reporting.Instalment",
    "reporting.LearningSummary",
    "reporting.LivedReview",
    "reporting.Measurement",
    "reporting.Contact",
    "reporting.Placing",
    "reporting.ProjectReview",
    "reporting.ProjectStart",
    "reporting.Pulse",
    "reporting.Rating",
    "reporting.OldSentence",
    "reporting.OtherPerson",
    "reporting.Outcome",
    "reporting.Target",
    "reporting.Unlocking",
    "reporting.Report",
    "reporting.ReportAnswers",
    "reporting.ReviewComment",
    "reporting.Site",
    "reporting.Spending",
    "reporting.Statement",
    "reporting.Survey",
    "reporting.SurveyItem",
    "reporting.SurveyWave",
    "reporting.Story",
    "reporting.StoryFile",
}


def test_every_audited_model_is_on_the_list() -> None:
    assert {model._meta.label for model in apps.get_models() if hasattr(model, "history")} == AUDITED


def test_every_machine_is_audited() -> None:
    assert {machine._meta.label for machine in machines()} <= AUDITED


def text_fields() -> Iterator[str]:
    for model in apps.get_models():
        if model._meta.app_label in IGNORED_APPS or model.__name__.startswith("Historical"):
            continue
        for field in model._meta.local_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField | models.FileField):
                yield f"{model._meta.label}.{field.name}"


def test_every_text_is_classified_for_erasure() -> None:
    found = set(text_fields())
    assert sorted(found - set(CLASSIFIED)) == [], "say in tests/classified.py what these hold"
    assert sorted(set(CLASSIFIED) - found) == [], "these are gone"
    assert set(CLASSIFIED.values()) <= {"personal", "special", "business"}


def test_the_states_page_tells_the_truth() -> None:
    assert (ROOT / "docs" / "states.md").read_text() == states_page(), "run: uv run manage.py states > docs/states.md"


def url_names(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """The names of all addresses, as `app:name`."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from url_names(entry, prefix + (f"{entry.namespace}:" if entry.namespace else ""))
        elif isinstance(entry, URLPattern):
            yield prefix + (entry.name or str(entry.pattern))


def test_every_address_stands_in_the_door_table() -> None:
    from tests.test_doors import NAMES

    assert sorted(set(url_names()) - NAMES) == []
    assert sorted(NAMES - set(url_names())) == []


def test_templates_ask_only_rules_that_exist() -> None:
    known = set()
    for app in APPS:
        known |= set(re.findall(r"^def may_(\w+)", (ROOT / app / "rules.py").read_text(), re.MULTILINE))
    wrong = [
        f"{name_of(path)}: may.{verb}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for verb in re.findall(r"\bmay\.(\w+)", path.read_text())
        if verb not in known
    ]
    assert wrong == []


def test_templates_never_ask_for_a_role() -> None:
    wrong = [
        name_of(path)
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if re.search(r"is_staff|is_superuser|has_role|user\.roles", path.read_text())
    ]
    assert wrong == []


def test_pages_hold_no_inline_script_or_style() -> None:
    """The content security policy would silence them. Letters and papers are not pages."""
    wrong = [
        f"{name_of(path)}: {found.group(0)}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if "letters" not in path.parts and "print" not in path.parts
        for found in re.finditer(r"<style|\sstyle=|\son(click|change|submit|load|input)=|javascript:", path.read_text())
    ]
    assert wrong == []


def test_every_form_is_found_here() -> None:
    """All forms of the house are reachable for the look tests: none hides in a view."""
    wrong = [
        name_of(path)
        for path in OURS
        if "views" in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef) and any(getattr(base, "attr", "").endswith("Form") for base in node.bases)
    ]
    assert wrong == []


def test_no_swallowing_handlers() -> None:
    wrong = [
        f"{name_of(path)}:{number}"
        for path in OURS
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"except\s*:|except Exception", line)
    ]
    assert wrong == []


UNTRACKED = {"update", "bulk_create", "bulk_update"}


def test_nothing_writes_an_audited_row_behind_the_back_of_its_history() -> None:
    audited = {name.split(".")[1] for name in AUDITED}
    wrong = [
        f"{name_of(path)}:{node.lineno}"
        for path in OURS
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in UNTRACKED
        for part in ast.walk(node.func.value)
        if isinstance(part, ast.Attribute) and part.attr == "objects"
        if isinstance(part.value, ast.Name) and part.value.id in audited
    ]
    assert wrong == []
