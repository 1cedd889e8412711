"""What the reporting jobs do: fetch, compute outside the transaction, keep inside it together with the job's end."""

from celery import shared_task

from fund.kit import jobs
from fund.models import Job
from reporting import brought_in, chasing, copies, learning, outputs, pulsing, spreading, storytelling
from reporting.figures import importing
from reporting.models import BroughtReport, FiguresImport, LearningSummary, Report, Story
from reporting.reviewing import projects
from reporting.similar import meaning


@jobs.kind("learning.draft")
def draft_learning(job: Job, *, scope: str, key_of_scope: str) -> None:
    steps = [0]  # the reports that are read; choosing and keeping are two steps more

    def say(done: int, of: int) -> None:
        steps[0] = of
        job.say(done, of + 2, f"{done} of {of} reports are read")

    pack = learning.gather(learning.find_scope(scope, key_of_scope), say)
    job.say(steps[0], steps[0] + 2, "Choosing what to say")
    draft = learning.drafted(pack)
    job.say(steps[0] + 1, steps[0] + 2, "Keeping the draft")
    with jobs.settling(job):
        job.result = {"summary": learning.store(draft, by=job.asked_by, job=job).pk}


@jobs.kind(outputs.KIND)
def make_papers(job: Job, *, pk: int) -> None:
    summary = LearningSummary.objects.get(pk=pk)
    drawn = outputs.draw_lacking(summary, say=job.say)
    with jobs.settling(job):
        kept = outputs.keep_all(summary, drawn, by=job.asked_by)
        stories = {story for paper in kept for story in paper.told}
        job.result = {"papers": [paper.pk for paper in kept], "stories": sorted(stories)}


@jobs.kind(copies.KIND)
def make_copy(job: Job, *, pk: int, of: str, edition: int) -> None:
    report = Report.objects.select_related("grant__organisation", "questionnaire__round").get(pk=pk)
    job.say(0, 1, "Writing the report down")
    content = copies.draw(report, of)
    with jobs.settling(job):
        job.result = {"copy": copies.keep(report, of, edition, content).pk}


@shared_task
def remind() -> None:
    chasing.remind()


@shared_task
def renew_papers() -> None:
    storytelling.clean_leftovers()
    storytelling.erase_withdrawn()
    storytelling.drop_aside()
    outputs.renew(LearningSummary.objects.all(), by=None)
    outputs.fill_up(by=None)


@jobs.kind(storytelling.KIND)
def clean_story(job: Job, *, pk: int) -> None:
    with jobs.settling(job):
        job.result = storytelling.clean_up(Story.objects.get(pk=pk), by=job.asked_by)


@shared_task
def ask_pulses_again() -> None:
    pulsing.ask_again()


@shared_task
def remind_of_stories() -> None:
    storytelling.remind()


@jobs.kind(importing.KIND)
def import_figures(job: Job, *, pk: int, over: bool) -> None:
    importing.write(job, FiguresImport.objects.select_related("made_by").get(pk=pk), over=over)


@jobs.kind(brought_in.KIND)
def read_report_in(job: Job, *, pk: int) -> None:
    brought = BroughtReport.objects.select_related("file").filter(pk=pk).first()
    if brought is not None:
        brought_in.read_in(job, brought)


@jobs.kind(meaning.KIND)
def read_projects(job: Job) -> None:
    made = meaning.read(meaning.missing(), job)
    with jobs.settling(job):
        job.result = {"read": meaning.keep(made)}


@shared_task
def look_for_new_projects() -> None:
    meaning.ask(by=None)


@shared_task
def ask_how_it_goes() -> None:
    spreading.remind()


@shared_task
def remind_of_reviews() -> None:
    projects.remind()


@shared_task
def draft_what_changed() -> None:
    learning.ask_for_changed()
