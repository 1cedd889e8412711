"""A fund to try things on: invented people, groups, bids, reports and stories, made through the verbs."""

from reporting.demo.making import is_made, make
from reporting.demo.people import PASSWORD, sign_ins

__all__ = ["PASSWORD", "is_made", "make", "sign_ins"]
