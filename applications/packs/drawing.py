"""The paper of one bid, drawn as a PDF or as a Word file with the same words in the same order."""

from applications.packs.bid import Answer, Bid
from fund.kit import pdf
from fund.kit.word import Paper


def as_pdf(bid: Bid, *, large: bool) -> bytes:
    return pdf.render("print/bid.html", {"bid": bid, "large": large})


def as_word(bid: Bid, *, large: bool) -> bytes:
    paper = Paper(bid.name, large=large)
    paper.text(bid.round)
    paper.heading("In plain words")
    paper.text(bid.summary or "No summary")
    if bid.facts:
        paper.table(["About it", "As the bid says"], bid.facts)
    for title, answers in bid.parts:
        paper.heading(title)
        for answer in answers:
            paper.heading(answer.label, 2)
            _answer(paper, answer)
        if not answers:
            paper.text("Nothing more was asked here.")
    _rest(paper, bid)
    return paper.content()


def _answer(paper: Paper, answer: Answer) -> None:
    if answer.total:
        lines = [list(line) for line in answer.lines]
        paper.table(["Heading", "What for", "Amount"], [*lines, ["", "Total", answer.total]], numbers=[2])
    elif answer.rows:
        for name, cells in answer.rows:
            if name:
                paper.text(name, bold=True)
            paper.table(["Asked", "Answer"], cells)
    elif answer.items:
        paper.bullets(answer.items)
    else:
        paper.text(answer.words or "No answer")
    for note in answer.notes:
        paper.text(note)


def _rest(paper: Paper, bid: Bid) -> None:
    if bid.statements:
        paper.heading("Supporting statements")
        for number, words in enumerate(bid.statements, 1):
            paper.heading(f"Statement {number}", 2)
            paper.text(words or "A letter, to be opened on the page of this bid.")
    if bid.papers:
        paper.heading("Papers")
        paper.text("They can be opened on the page of this bid.")
        paper.bullets(bid.papers)
    if bid.views is None:
        return
    paper.heading("What the assessors said")
    paper.text(bid.figures or "Nobody has handed in scores yet.")
    for number, view in enumerate(bid.views, 1):
        paper.heading(f"Assessor {number}: {view.mark}", 2)
        for criterion, value, said in view.scores:
            paper.text(f"{criterion}: {value}" if value else criterion, bold=True)
            for asked, words in said:
                paper.text(f"{asked}\n{words}")
        for words in (view.confidence, view.overall):
            if words:
                paper.text(words)
