"""The measures of the quality gate: each takes what a draft prints and what was planted, and lists what is wrong.

They read the printed form alone, so that they would judge a draft of any other program as well; only which stories are
evidence is read from the pack.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from hashlib import sha256
from typing import Any

from fund.kit import reading_age
from fund.kit.standing import stands_alone
from reporting.learning.pack import Pack
from reporting.models import Source
from tests.gate import everywhere, synthetic
from tests.gate.synthetic import Truths

Data = Mapping[str, Any]
FINDINGS = ("for", "against", "emerging", "whom", "next")


def texts_of(content: Data) -> dict[tuple[str, str], str]:
    """What was sent, by source and field: only what may be used."""
    return {
        (source["id"], answer.get("field") or answer.get("slot") or "told"): answer["text"]
        for source in content["sources"]
        if source.get("state", "accepted") == "accepted"
        for answer in source["answers"]
    }


def traceability(printed: Data, content: Data) -> list[str]:
    """Every statement has a living source whose span and hash still match, or a figure that is there."""
    texts, wrong = texts_of(content), []
    figures = {figure["id"] for figure in printed["figures"]}
    for statement in printed["statements"]:
        if statement["kind"] == "figure":
            if not statement["figures"] or any(figure["id"] not in figures for figure in statement["figures"]):
                wrong.append(f"statement {statement['id']} has no figure")
            continue
        if not statement["sources"]:
            wrong.append(f"statement {statement['id']} has no source")
            continue
        for source in statement["sources"]:
            text = texts.get((source["source"], source["field"]))
            if text is None:
                wrong.append(f"{source['id']} is no living source")
            elif sha256(text.encode()).hexdigest() != source["sha256"]:
                wrong.append(f"{source['id']} has another hash")
            elif text[source["start"] : source["end"]] != source["quote"]:
                wrong.append(f"{source['id']} does not say so")
        if statement["kind"] in {*FINDINGS, "story"} and statement["text"] != statement["sources"][0]["quote"]:
            wrong.append(f"statement {statement['id']} is not what its source says")
    return wrong


def published(shown: Data, sources: Iterable[Source], content: Data) -> list[str]:
    """The same of what the world reads: `shown` is the open data, `sources` the rows that its keys name."""
    texts, wrong = texts_of(content), []
    rows: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        rows[source.key].append(source)
    figures = [figure["id"] for figure in shown["figures"]]
    wrong += ["a figure has no name, or the name of another"] if len({*figures, ""}) <= len(figures) else []
    for statement in shown["statements"]:
        keys = statement["sources"]
        wrong += [] if keys else [f"“{statement['text']}” has no source"]
        wrong += [f"{key} is not kept" for key in keys if not rows[key]]
        mine = [row for key in keys for row in rows[key]]
        for row in mine:
            text = texts.get((row.name, row.field))
            if text is None:
                wrong.append(f"{row.key} is no living source")
            elif sha256(text.encode()).hexdigest() != row.sha256:
                wrong.append(f"{row.key} has another hash")
            elif text[row.start : row.end] != row.quote:
                wrong.append(f"{row.key} does not say so")
        is_quote = statement["kind"] in FINDINGS and not statement["is_reworded"]
        if is_quote and mine and statement["text"] != mine[0].quote:
            wrong.append(f"“{statement['text']}” is not what its source says")
    return wrong


def counts(printed: Data, content: Data) -> list[str]:
    """Projects are counted, each once: of each statement those behind its sources."""
    projects = {source["id"]: source["project"] for source in content["sources"]}
    wrong = []
    for statement in printed["statements"]:
        if statement["kind"] not in FINDINGS:
            continue
        saying = {projects[source["source"]] for source in statement["sources"]}
        if statement["projects_saying"] != len(saying):
            wrong.append(f"statement {statement['id']} says {statement['projects_saying']}, not {len(saying)}")
        if statement["projects_asked"] != len(content["projects"]):
            wrong.append(f"statement {statement['id']} leaves projects out")
        told = statement["projects_saying"] + statement["projects_against"] - statement["projects_both"]
        if told > len(content["projects"]):
            wrong.append(f"statement {statement['id']} counts {told} projects")
        if len(saying) > 1 and "said this" in statement["confidence_words"]:
            wrong.append(f"statement {statement['id']} says of several projects that they said this very thing")
    return wrong


def arithmetic(printed: Data, truths: Truths) -> list[str]:
    """Every number that is shown equals the sum of its parts, and nothing else is shown."""
    wrong = []
    for figure in printed["figures"]:
        whole = truths.sums[figure["id"].split(".")[0], figure["point"], figure["group"]]
        if figure["numerator"] is not None and (figure["numerator"], figure["denominator"]) != whole:
            wrong.append(f"{figure['id']} is {figure['numerator']} of {figure['denominator']}, not {whole}")
        if figure["percent"] is not None and figure["percent"] != int(
            Fraction(100 * whole[0], whole[1]) + Fraction(1, 2)
        ):
            wrong.append(f"{figure['id']} is not {figure['percent']}%")
        shown = [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", figure["words"])]
        if figure["numerator"] is not None and shown != list(whole):
            wrong.append(f"{figure['id']} says {figure['words']}")
    for statement in printed["statements"]:
        told = {figure["words"] for figure in statement["figures"]}
        if statement["kind"] == "figure" and not any(words in statement["text"] for words in told):
            wrong.append(f"statement {statement['id']} does not say its figure")
    return wrong


def small_cells(printed: Data, truths: Truths) -> list[str]:
    """No part of fewer than five people is shown, and none can be worked out from the whole and the other parts."""
    wrong = []
    shown = {(one["id"].split(".")[0], one["point"], one["group"]): one for one in printed["figures"]}
    for key, (yes, answered) in truths.sums.items():
        figure = shown.get(key)
        if figure and min(yes, answered - yes) in range(1, 5) and figure["numerator"] is not None:
            wrong.append(f"{key} shows a small number")
    for code, point in {(code, point) for code, point, _ in truths.sums}:
        parts = {group: truths.sums[key] for key in truths.sums if key[:2] == (code, point) and (group := key[2])}
        whole = shown.get((code, point, ""))
        if not parts or whole is None or whole["numerator"] is None:
            continue
        hidden = [group for group in parts if shown[code, point, group]["numerator"] is None]
        small = [group for group in hidden if min(parts[group][0], parts[group][1] - parts[group][0]) in range(1, 5)]
        if len(hidden) == 1 and small:
            wrong.append(f"{code} {small[0]} can be taken away from the whole")
    return wrong


def worked_out(read: Iterable[tuple[Iterable[tuple[str, int]], Data]]) -> list[str]:
    """The few people whom a reader finds by adding and taking away figures of all that was ever published.

    Each figure comes with the projects and reports that it is of. What it shows are equations, and a number is found
    where some of these add up to it.
    """
    import numpy as np

    lots = [(report, side) for report in synthetic.TOLD_BY for side in ("yes", "no")]
    sizes = {(report, "yes"): yes for report, (yes, _) in synthetic.TOLD_BY.items()}
    sizes |= {(report, "no"): answered - yes for report, (yes, answered) in synthetic.TOLD_BY.items()}
    equations = []
    for reports, figure in read:
        of = set(reports)
        if figure["numerator"] is not None:
            equations.append([int(report in of and side == "yes") for report, side in lots])
        if re.search(r" of [\d,]+", figure["words"]):
            equations.append([int(report in of) for report, _ in lots])
    known = np.array(equations)

    def is_known(lot: tuple[tuple[str, int], str]) -> bool:
        more = np.vstack([known, [int(one == lot) for one in lots]])
        return bool(np.linalg.matrix_rank(more) == np.linalg.matrix_rank(known))

    return [f"{lot[0][0]}, report {lot[0][1]}" for lot in lots if 0 < sizes[lot] < synthetic.SMALL and is_known(lot)]


def squeezed(words: str) -> str:
    """Words without the breaks of lines in which a reader still sees them whole."""
    return re.sub(r"[\s\u00ad]+", "", words).casefold()


def privacy(everything: str) -> list[str]:
    """Nothing that was planted to stay private stands in any of it."""
    words = squeezed(everything)
    return [secret for secret in (*synthetic.PRIVATE, "SECRET") if squeezed(secret) in words]


def stories(everything: str, truths: Truths, *channels: str) -> list[str]:
    """Only stories whose consent covers one of these channels stand in it."""
    words = squeezed(everything)
    return [
        name
        for name, allowed in truths.stories.items()
        if squeezed(synthetic.MARK.format(name[-1])) in words and not set(channels) & set(allowed)
    ]


def stories_in(pack: Pack, truths: Truths) -> list[str]:
    """A story is evidence only for a channel that a summary tells stories on, and that its teller said yes to."""
    names = {told.pieces[0].key.partition(".")[0]: told.channels for told in pack.stories}
    return [
        f"{name} for {channel}"
        for name, channels in sorted(names.items())
        for channel in channels
        if channel not in {"web", "print"} & set(truths.stories[name])
    ]


def small_in_words(everything: str, truths: Truths) -> list[str]:
    """No small part is told in words or cells of a table, whatever else is told."""
    pairs = sorted({pair for pair in truths.sums.values() if min(pair[0], pair[1] - pair[0]) in range(1, 5)})
    return [f"{yes} of {of}" for yes, of in pairs if re.search(rf"(?<!\d){yes}(?: of |,){of}(?!\d)", everything)]


def covered(printed: Data, truths: Truths) -> set[str]:
    said = {statement["sources"][0]["quote"] for statement in printed["statements"] if statement["sources"]}
    return {point for point, places in truths.points.items() if any(words in said for _, words in places)}


def coverage(printed: Data, truths: Truths) -> float:
    """The share of the planted points that the draft says, each weighed by how many projects hold it."""
    found = covered(printed, truths)
    weights = {point: len(truths.holders(point)) for point in truths.points}
    return sum(weights[point] for point in found) / sum(weights.values())


def large_points_missed(printed: Data, truths: Truths) -> list[str]:
    found = covered(printed, truths)
    return [point for point in truths.points if len(truths.holders(point)) >= 5 and point not in found]


def one_sided(printed: Data, truths: Truths) -> list[str]:
    """Planted contradictions of which one side is missing."""
    found = covered(printed, truths)
    pairs = [(point["id"], point["against"]) for point in synthetic.POINTS if "against" in point]
    return [one for one, other in pairs if one not in found or other not in found]


def negative_balance(printed: Data) -> list[str]:
    kinds = Counter(statement["kind"] for statement in printed["statements"])
    share = kinds["against"] / max(1, kinds["against"] + kinds["for"])
    return [] if kinds["against"] and share >= 0.25 else [f"{share:.0%} of the statements say what did not work"]


def source_spread(printed: Data, content: Data) -> list[str]:
    """No source is the first of more than three statements; most projects that learned something are cited."""
    told = [one for one in printed["statements"] if one["kind"] in FINDINGS and one["sources"]]
    first = Counter(one["sources"][0]["source"] for one in told)
    wrong = [f"{source} gives {number} statements" for source, number in first.items() if number > 3]
    projects = {source["id"]: source["project"] for source in content["sources"]}
    cited = {projects[one["source"]] for statement in printed["statements"] for one in statement["sources"]}
    learned = {
        source["project"]
        for source in content["sources"]
        if source["kind"] == "report" and any(answer["slot"] != "did" for answer in source["answers"])
    }
    if len(cited) < 0.6 * len(learned):
        wrong.append(f"{len(cited)} of {len(learned)} projects are cited")
    return wrong


def said_twice(printed: Data) -> list[tuple[int, int]]:
    """Pairs of statements that are too alike, by TF-IDF of words that is made here anew."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    told = [one for one in printed["statements"] if one["kind"] in {"for", "against", "emerging"}]
    if len(told) < 2:
        return []
    rows = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit_transform([one["text"] for one in told])
    alike = (rows @ rows.T).toarray()
    return [
        (told[one]["id"], told[other]["id"])
        for one in range(len(told))
        for other in range(one)
        if alike[one][other] > 0.6
    ]


def dangling(printed: Data) -> float:
    told = [one["text"] for one in printed["statements"] if one["kind"] in FINDINGS]
    return sum(not stands_alone(words) for words in told) / max(1, len(told))


def unplain(printed: Data) -> list[str]:
    """Our own sentences that are above grade 8 or have more than 20 words; and the mean of their words above 14."""
    ours = [printed["one_line"], *re.split(r"(?<=[.])\s+", printed["limits"])]
    ours += [one["confidence_words"] for one in printed["statements"] if one["confidence_words"]]
    each = [part for text in ours for part in re.split(r"(?<=[.])\s+", text) if part]
    wrong = [text for text in ours if reading_age.grade(text) > 8]
    wrong += [text for text in each if len(text.split()) > 20]
    mean = sum(len(text.split()) for text in each) / len(each)
    return wrong + ([f"{mean:.1f} words a sentence"] if mean > 14 else [])


def injected(printed: Data, plain: Data) -> list[str]:
    """Planted orders change nothing but the sentences that they stand in: title, grades and figures stay."""
    same = ("title", "one_line", "for_whom", "strength", "figures", "cost_per_person")
    return [name for name in same if printed[name] != plain[name]]


def all_wrong(printed: Data, content: Data, truths: Truths, everything: str, pack: Pack) -> dict[str, Any]:
    """Every measure that is broken, by its name; empty where the draft passes the gate."""
    share, lean = coverage(printed, truths), dangling(printed)
    checks: dict[str, Callable[[], Iterable[Any]]] = {
        "traceability": lambda: traceability(printed, content),
        "counts": lambda: counts(printed, content),
        "arithmetic": lambda: arithmetic(printed, truths),
        "small cells": lambda: small_cells(printed, truths),
        "privacy": lambda: privacy(everything),
        "stories": lambda: stories(everything, truths, "web", "print") + stories_in(pack, truths),
        "coverage": lambda: [] if share >= 0.85 else [share],
        "large points": lambda: large_points_missed(printed, truths),
        "contradictions": lambda: one_sided(printed, truths),
        "negative balance": lambda: negative_balance(printed),
        "source spread": lambda: source_spread(printed, content),
        "redundancy": lambda: said_twice(printed),
        "dangling": lambda: [] if lean <= 0.1 else [lean],
        "readability": lambda: unplain(printed),
    }
    return {name: found for name, check in checks.items() if (found := list(check()))}


def wrong_in(told: Mapping[str, str], truths: Truths) -> dict[str, dict[str, list[str]]]:
    """Every measure that is broken in what was published, by its name and by the format."""
    checks: dict[str, Callable[[str], list[str]]] = {
        "privacy": lambda name: privacy(told[name]),
        "stories": lambda name: stories(told[name], truths, *filter(None, [everywhere.CHANNELS.get(name)])),
        "small cells": lambda name: small_in_words(told[name], truths),
    }
    found = {measure: {name: wrong for name in told if (wrong := check(name))} for measure, check in checks.items()}
    return {measure: wrong for measure, wrong in found.items() if wrong}
