"""Sharing bids out among readers: fair minutes, a good mix, people who know the subject, and nobody who must not."""

from applications.sharing_out.asked import Asked, Bid, Given, Load, Reader, Rule, Sharing
from applications.sharing_out.fair_shares import fair_shares
from applications.sharing_out.of_round import (
    asked_of,
    fingerprint,
    give,
    give_by_rules,
    sharing_by_rules,
    sharing_of,
)
from applications.sharing_out.solving import share_out

__all__ = [
    "Asked",
    "Bid",
    "Given",
    "Load",
    "Reader",
    "Rule",
    "Sharing",
    "asked_of",
    "fair_shares",
    "fingerprint",
    "give",
    "give_by_rules",
    "share_out",
    "sharing_by_rules",
    "sharing_of",
]
