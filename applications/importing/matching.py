"""Places, conditions and rounds by the words of a record. Only whole names count, whatever their capitals."""

from applications.importing.reading import plain
from fund.models import CouncilArea, Round, Term


class Matches:
    """What the words of records can be matched with, read once for a whole file."""

    def __init__(self) -> None:
        self.areas: dict[str, list[CouncilArea]] = {}
        self.names: dict[str, CouncilArea] = {}
        for council in CouncilArea.objects.select_related("health_board", "integration_authority"):
            for name in {plain(council.health_board.name), plain(council.integration_authority.name)}:
                self.areas.setdefault(name, []).append(council)
            for name in (council.name, council.code, *council.other_names, *council.former_codes):
                self.names[plain(name)] = council
        self.terms: dict[str, list[Term]] = {}
        for term in Term.objects.of("conditions"):
            for name in {plain(each) for each in (term.name, term.code, *term.details.get("other_names", []))}:
                self.terms.setdefault(name, []).append(term)
        self.rounds: dict[str, Round] = {}
        for round_ in Round.objects.filter(is_demo=False).exclude(state=Round.State.DRAFT):
            for name in (round_.name, round_.slug, round_.code):
                self.rounds[plain(name)] = round_

    def places(self, words: list[str]) -> tuple[list[CouncilArea], list[str]]:
        """The council areas of these names, all those of an NHS board or integration authority where it is one.

        Words that are not the name of a council are handed back too, so that nothing that was published is lost.
        """
        found: list[CouncilArea] = []
        free: list[str] = []
        for word in words:
            name = plain(word).removeprefix("nhs ")
            if name in self.names:
                found.append(self.names[name])
            else:
                found += self.areas.get(name, [])
                free.append(word)
        return found, free

    def conditions(self, words: list[str]) -> tuple[list[Term], list[str]]:
        """The terms of these names, and the words that are not just a term's own name."""
        found: list[Term] = []
        free: list[str] = []
        for word in words:
            terms = self.terms.get(plain(word), [])
            found += terms
            if plain(word) not in {plain(term.name) for term in terms}:
                free.append(word)
        return found, free

    def round(self, words: str) -> Round | None:
        """The round of this name, slug or code."""
        return self.rounds.get(plain(words)) if words else None
