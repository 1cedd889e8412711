"""One person at one screen who has no mouse: Tab, Shift+Tab, arrows, Space, Enter and typing are all there is.

Each place at which the keys stop is looked at: it must be in sight, and a ring must show where one is.
"""

import mimetypes
import re
from collections.abc import Callable
from typing import Any

from tests.e2e.looking import complaints

MOST_STEPS = 250

STOP = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return "";
  const name = `${here.tagName} ${here.id || here.name || here.innerText}`.slice(0, 60);
  const seen = here.matches("[type=radio], [type=checkbox]") ? here.labels[0] : here;
  const box = seen.getBoundingClientRect();
  const isIn = box.width > 1 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  if (!isIn) return `out of sight: ${name}`;
  const [across, down] = [box.left + box.width / 2, box.top + Math.min(box.height / 2, 20)]; // of a text its first line
  const top = document.elementFromPoint(across, down);
  if (!top || !(seen.contains(top) || here.contains(top) || top.contains(seen))) return `covered: ${name}`;
  const looks = [getComputedStyle(here), getComputedStyle(seen, "::before")];
  const isRinged = looks.some((look) =>
    (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2) || look.boxShadow !== "none");
  return isRinged ? "" : `no ring: ${name}`;
}"""

SIDE = """(target) => {
  const here = document.activeElement;
  if (here === target) return "here";
  if (here.type === "radio" && here.name === target.name && here.form === target.form) return "group";
  if (here === document.body) return "after";
  return here.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING ? "before" : "after";
}"""


class Keys:
    """`keys.reach(…)` goes there by Tab or Shift+Tab; the other verbs do something there."""

    def __init__(self, page: Any) -> None:
        self.page = page
        page.on("filechooser", lambda chooser: None)  # from the start, else the first window may open unseen

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def named(self, name: str) -> Any:
        """The boxes in the page that are sent under this name."""
        return self.page.locator(f'main [name="{name}"]:not([type=hidden])')

    def button(self, words: str) -> Any:
        return self.page.get_by_role("button", name=re.compile(f"^{words}")).first

    def link(self, words: str) -> Any:
        return self.page.get_by_role("link", name=re.compile(words)).first

    def reach(self, target: Any) -> None:
        """Go to a place, looking at each stop on the way. Of a group of radio buttons, one is enough."""
        box = target.element_handle()
        for _ in range(MOST_STEPS):
            side = self.page.evaluate(SIDE, box)
            if side in {"here", "group"}:
                return
            self.step(back=side == "before")
        raise AssertionError(f"The keys never came to {target} on {self.page.url}")

    def step(self, *, back: bool = False) -> None:
        """One stop on, or back: it must be another place, in sight, with a ring."""
        was = self.page.evaluate_handle("document.activeElement")
        self.press("Shift+Tab" if back else "Tab")
        is_stuck = self.page.evaluate("(was) => was === document.activeElement && was !== document.body", was)
        assert not is_stuck, f"The keys are caught in {was} on {self.page.url}"
        fault = self.page.evaluate(STOP)
        assert fault == "", f"{self.page.url}: {fault}"

    def type(self, name: str, words: str) -> None:
        """Write in a box; what stood there goes."""
        self.reach(self.named(name).first)
        self.press("Control+a")
        self.page.keyboard.type(words)

    def choose(self, name: str, value: str) -> None:
        """Choose by the arrows: one of several radio buttons, or a line of a menu."""
        first = self.named(name).first
        self.reach(first)
        if first.evaluate("box => box.tagName") == "SELECT":
            self.press("Home")
            self._move(lambda: first.input_value() == value)
            return
        wanted = self.page.locator(f'main [name="{name}"][value="{value}"]')
        if wanted.evaluate("box => box === document.activeElement"):
            self.press("Space")
        self._move(lambda: bool(wanted.is_checked()))

    def _move(self, is_there: Callable[[], bool]) -> None:
        for _ in range(MOST_STEPS):
            if is_there():
                return
            self.press("ArrowDown")
        raise AssertionError(f"The arrows never came to it on {self.page.url}")

    def tick(self, name: str, value: str) -> None:
        self.reach(self.page.locator(f'main [name="{name}"][value="{value}"]'))
        self.press("Space")

    def attach(self, name: str, papers: list[Any]) -> None:
        """Open the window in which files are chosen, and choose these."""
        self.reach(self.named(name).first)
        with self.page.expect_file_chooser() as chooser:
            self.press("Enter")
        chooser.value.set_files(
            [
                {
                    "name": paper.name,
                    "mimeType": mimetypes.guess_type(paper.name)[0] or "application/octet-stream",
                    "buffer": paper.read(),
                }
                for paper in papers
            ]
        )

    def enter(self, target: Any | None = None) -> None:
        """Press Enter there, or where one is; another page follows, and is fit to be read by everybody."""
        if target is not None:
            self.reach(target)
        with self.page.expect_navigation():
            self.press("Enter")
        self.look()

    def go(self, address: str) -> None:
        self.page.goto(address)
        self.look()

    def look(self) -> None:
        found = complaints(self.page)
        assert found == [], f"{self.page.url}: {found}"

    def here(self) -> str:
        """The id of the place where one is."""
        return str(self.page.evaluate("document.activeElement.id"))
