"""The numbers of the method, as they were measured; they are kept with each draft and printed beneath it."""

from typing import Any

from reporting import measuring

GENERATOR = "slots and themes 1"

PARAMETERS: dict[str, Any] = {
    "themes": 12,
    "centrality": 0.30,
    "hit": 0.25,
    "hits_counted": 3,
    "theme": -0.08,
    "used": -0.20,
    "alike": -0.50,
    "too_alike": 0.60,
    "dangling": -0.60,
    "short": -0.40,
    "short_under": 7,
    "long": -0.20,
    "long_over": 40,
    "number": 0.10,
    "lowest": -0.90,
    "most_of_a_source": 3,
    "fill_up_to": 4,
    "helped_for_each_hindered": 3,
    "helped_alone": 8,
    "whom": 3,
    "stories": 2,
    "few": measuring.FEW,
    "percent_from": measuring.PERCENT_FROM,
}
