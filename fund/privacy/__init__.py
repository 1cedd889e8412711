"""The gate before anything is shown to all: what may give a person away, and who decided what about it.

`hits` finds what has a shape, `searching` what needs lists: names, and things that give away only together.
`gate` keeps each find until a person decides.
"""

from fund.privacy.patterns import Hit, hits, is_chi
from fund.privacy.searching import all_hits, names_a_small_place

__all__ = ["Hit", "all_hits", "hits", "is_chi", "names_a_small_place"]
