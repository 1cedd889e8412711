"""What eyes and screen readers would complain of, measured."""

from typing import Any

import pytest

axe = pytest.importorskip(
    "axe_playwright_python.base",
    reason="the browser tests need their packages: uv run --group e2e pytest tests/e2e",
)

NARROWEST_TARGETS = """() => [...document.querySelectorAll('a[href], button, input, select, textarea')]
  .filter(e => e.closest('main') && e.type !== 'hidden')
  .filter(e => e.offsetParent !== null && getComputedStyle(e).display !== 'inline')
  .map(e => [e.getBoundingClientRect(), e])
  .filter(([r, e]) => (r.width < 24 || r.height < 24) && !(e.type === 'radio' || e.type === 'checkbox'))
  .map(([r, e]) => [e.tagName, (e.innerText || e.name || '').slice(0, 40), Math.round(r.width), Math.round(r.height)])
  .map(parts => parts.join(' '))"""


def complaints(page: Any) -> list[str]:
    """axe's violations, sideways scroll, small targets and doubled ids of the page as it stands, in words."""
    found = []
    if page.evaluate("() => typeof axe === 'undefined'"):
        page.evaluate(axe.AXE_SCRIPT)
    for violation in page.evaluate("() => axe.run({ resultTypes: ['violations'] }).then(found => found.violations)"):
        places = ", ".join(str(node["target"]) for node in violation["nodes"][:3])
        found.append(f"axe {violation['id']} ({violation['impact']}): {places}")
    wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        found.append(f"scrolls sideways by {wide} px")
    found += [f"small target: {target}" for target in page.evaluate(NARROWEST_TARGETS)]
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} headings of the first rank")
    return found
