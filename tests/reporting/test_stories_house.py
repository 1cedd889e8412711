"""Nothing reads stories to show them without asking `Story.objects.for_channel`, or who may see them inside."""

import ast
import re
from collections.abc import Iterator

from tests.test_house import OURS, ROOT, name_of

ASKS = {"for_channel", "for_any", "visible_to", "of_teller"}  # the last: what its own teller sees, by their link
SHOWS_NO_WORDS = {"count", "exists", "hold", "ending_within", "known_to"}
VERBS = ("reporting/storytelling/", "reporting/models/", "reporting/tasks.py")  # they write; they fetch by number
WORDS = re.compile(
    r"\b(?:story|tale)(?:\.story)?\.(?:good|hard|said_by|byline|title|tags)\b|\{\{ story \}\}|\.stories\b"
)

NO_ROWS = {"self", "pack", "drawn", "public_stories", "officer_stories"}  # numbers, packs and modules of that name

# Which templates print words of stories, and by which question their stories were fetched.
TEMPLATES = {
    "print/parts/tale.html": "for_channel",
    "reporting/grantee/grant.html": "visible_to",
    "reporting/grantee/check.html": "visible_to",
    "reporting/grantee/report.html": "visible_to",
    "reporting/officer/stories.html": "visible_to",
    "reporting/public/summary.html": "for_channel",
    "reporting/lived/review.html": "for_channel",
    "reporting/stories/list.html": "visible_to",
    "reporting/stories/officer.html": "visible_to",
    "reporting/stories/own.html": "of_teller",
    "reporting/stories/public.html": "for_channel",
    "reporting/stories/public_story.html": "for_channel",
    "reporting/stories/story.html": "visible_to",
    "reporting/stories/printed_link.html": "visible_to",
    "reporting/stories/write_down.html": "visible_to",
    "reporting/stories/words.html": "of whoever includes it",
}


def unasked(source: str) -> Iterator[int]:
    """The lines that fetch stories, or follow a row to its stories, and ask neither question in the same breath."""
    tree = ast.parse(source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute):
            continue
        of_model = node.attr in {"objects", "_base_manager", "history"} and getattr(node.value, "id", "") == "Story"
        of_row = node.attr == "stories" and getattr(node.value, "id", "") not in NO_ROWS
        if not of_model and not of_row:
            continue
        chain, here = set(), node
        while isinstance(parents.get(here), ast.Attribute | ast.Call) and _goes_on(parents[here], here):
            here = parents[here]
            if isinstance(here, ast.Attribute):
                chain.add(here.attr)
        if not chain & (ASKS | SHOWS_NO_WORDS):
            yield node.lineno


def _goes_on(parent: ast.AST, node: ast.AST) -> bool:
    return getattr(parent, "value", None) is node or getattr(parent, "func", None) is node


def test_every_module_asks_before_it_reads_stories() -> None:
    wrong = [
        f"{name_of(path)}:{line}"
        for path in OURS
        if not name_of(path).startswith(VERBS)
        for line in unasked(path.read_text())
    ]
    assert wrong == []


def test_a_module_that_does_not_ask_would_be_found() -> None:
    careless = "rows = Story.objects.filter(state='ready')\nmine = grant.stories.all()\n"
    assert [*unasked(careless)] == [1, 2]
    careful = "Story.objects.for_channel('web').filter(pk=1)\nStory.objects.filter(pk=1).visible_to(user)\n"
    assert [*unasked(careful)] == []


def test_a_template_prints_stories_only_where_its_page_asks() -> None:
    found = {
        str(path.relative_to(ROOT / "templates"))
        for path in sorted((ROOT / "templates").rglob("*"))
        if path.is_file() and "letters" not in path.parts and WORDS.search(path.read_text())
    }
    assert found == set(TEMPLATES), "a page that prints stories asks first; then say here how"


def test_what_everybody_reads_is_asked_by_channel() -> None:
    """The pages that are open to all ask for a channel, and never for what somebody inside may see."""
    for name in ("public_stories.py", "public.py"):
        source = (ROOT / "reporting" / "views" / name).read_text()
        assert not re.search(r"Story\.objects\.(?!for_channel\()", source), name


def test_letters_hold_no_words_of_a_story() -> None:
    words = re.compile(r"\babout\.(?:good|hard|title|said_by|byline)\b")
    letters = (ROOT / "templates" / "letters").glob("story_*")
    assert [path.name for path in letters if words.search(path.read_text())] == []
