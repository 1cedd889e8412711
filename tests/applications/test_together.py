"""Comments that stay inside the group, a second person's signature, and answers brought over from an earlier bid."""

import html
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications import applying, commenting, reusing, rules, signing
from applications.models import Application, ApplicationAnswers, Comment, Document, SignOff
from fund.kit.states import Refused
from fund.models import Letter, Organisation, Question, Round, Section, User
from tests import factories
from tests.world import store

pytestmark = pytest.mark.django_db

Door = Callable[[User | None], Client]
Kinds = Callable[[User], list[str]]
LEAK = "Margaret says the figure is made up"


@pytest.fixture
def draft(round_: Round, group: Organisation, ann: User) -> Application:
    """Everything answered, and the paper sent."""
    application = factories.make_application(round_, group, by=ann)
    Document.objects.create(application=application, rule=round_.document_rules.get(), file=store())
    return application


@pytest.fixture
def sib(group: Organisation) -> User:
    """The signatory."""
    return factories.make_member(group, "Sib Signatory", "signatory").user


def text(answer: HttpResponse) -> str:
    return html.unescape(answer.content.decode())


def at(name: str, *args: Any) -> str:
    return reverse(f"applications:{name}", args=args)


def section_of(application: Application, code: str) -> Section:
    return Section.objects.get(questionnaire__round=application.round, questionnaire__purpose="application", code=code)


def refusal(verb: Callable[[], object]) -> str:
    with pytest.raises(Refused) as found:
        verb()
    return found.value.words


def save(application: Application, code: str, by: User, **changes: Any) -> None:
    sheet = application.answers.get(section__code=code)
    applying.save_section(application, sheet.section, {**sheet.values, **changes}, by=by, version=sheet.version)


# Comments


def test_a_comment_on_a_question_stands_beside_it(draft: Application, ann: User, sib: User, door: Door) -> None:
    answer = door(sib).post(at("comments", draft.pk), {"about": "plan.what", "words": "Say how often."})
    assert answer["Location"] == at("comments", draft.pk)
    comment = Comment.objects.get()
    assert (comment.section, comment.question_code, comment.written_by) == (section_of(draft, "plan"), "what", sib)
    assert comment.history.get().history_user == sib
    page = text(door(ann).get(at("section", draft.pk, "plan")))
    assert 'data-beside="id_what"' in page
    assert "Say how often." in page
    assert "Say how often." not in text(door(ann).get(at("section", draft.pk, "budget")))
    assert "Say how often." in text(door(ann).get(at("comments", draft.pk)))


def test_a_comment_can_be_on_a_part_or_on_the_whole(draft: Application, ann: User, door: Door) -> None:
    for about in ("all", "plan"):
        door(ann).post(at("comments", draft.pk), {"about": about, "words": f"On {about}"})
    assert list(Comment.objects.values_list("section__code", "question_code")) == [(None, ""), ("plan", "")]
    assert [thread.question for thread in commenting.beside(draft, section_of(draft, "plan"), [])] == [None]


def test_a_comment_needs_words_and_a_place(draft: Application, ann: User, door: Door) -> None:
    page = door(ann).post(at("comments", draft.pk), {"about": "plan.nowhere", "words": " \u200b "})
    assert page.status_code == 422
    assert "Choose a part of the list" in text(page)
    assert "Write your comment" in text(page)
    assert door(ann).post(at("comments", draft.pk), {"about": "all", "words": "w " * 301}).status_code == 422


def test_a_comment_is_settled_and_opened_again(draft: Application, ann: User, sib: User, door: Door) -> None:
    comment = commenting.write(draft, by=ann, words="Is this right?")
    assert commenting.open_in(draft) == 1
    door(sib).post(at("resolve-comment", comment.pk))
    comment.refresh_from_db()
    assert (comment.state, commenting.open_in(draft)) == ("resolved", 0)
    assert "Settled" in text(door(ann).get(at("comments", draft.pk)))
    assert refusal(lambda: commenting.resolve(comment, by=ann)).startswith("This comment is now “Settled”")
    door(ann).post(at("reopen-comment", comment.pk))
    assert [row.history_user for row in comment.history.all()] == [ann, sib, ann]
    assert commenting.open_in(draft) == 1


def test_a_settled_comment_leaves_the_section_and_stays_on_the_list(draft: Application, ann: User, door: Door) -> None:
    comment = commenting.write(draft, by=ann, words="Is this right?", section=section_of(draft, "plan"))
    commenting.resolve(comment, by=ann)
    assert "Is this right?" not in text(door(ann).get(at("section", draft.pk, "plan")))
    assert "Is this right?" in text(door(ann).get(at("comments", draft.pk)))


def test_the_others_hear_of_comments_once_a_day_and_without_the_words(
    draft: Application, group: Organisation, ann: User, sib: User, letters_to: Kinds
) -> None:
    editor = factories.make_member(group, "Ed Editor", "editor").user
    viewer = factories.make_member(group, "Vi Viewer", "viewer").user
    for _ in range(3):
        commenting.write(draft, by=ann, words=LEAK)
    assert (letters_to(editor), letters_to(ann), letters_to(viewer), letters_to(sib)) == (["commented"], [], [], [])
    letter = Letter.objects.get(kind="commented")
    assert letter.is_secret
    assert LEAK not in letter.text + letter.html + letter.subject
    commenting.write(draft, by=viewer, words="Me too")
    commenting.write(draft, by=editor, words="And me")
    assert (letters_to(ann), letters_to(viewer)) == (["commented"], ["commented"])
    Letter.objects.filter(to=editor).update(key="of yesterday")
    commenting.write(draft, by=ann, words="Good morning")
    assert letters_to(editor) == ["commented", "commented"]


def test_nobody_outside_the_group_ever_sees_a_comment(
    draft: Application, ann: User, sam: User, pat: User, olive: User, nia: User, door: Door
) -> None:
    plan = section_of(draft, "plan")
    comment = commenting.write(draft, by=ann, words=LEAK, question=plan.questions.get(code="what"))
    Application.objects.filter(pk=draft.pk).update(state="in_assessment")
    assessment = factories.make_assessment(draft, sam)
    draft.declarations.create(user=pat, kind="none")
    for person, address in (
        (olive, at("application", draft.pk)),
        (sam, at("assessment", assessment.pk)),
        (pat, at("panel-application", draft.pk)),
        (olive, reverse("letters")),
    ):
        page = door(person).get(address)
        assert (page.status_code, LEAK in text(page)) == (200, False)
    for person in (sam, pat, olive, nia):
        assert not Comment.objects.visible_to(person).exists()
        assert door(person).get(at("comments", draft.pk)).status_code == 404
        assert door(person).post(at("resolve-comment", comment.pk)).status_code == 404
    assert LEAK in text(door(ann).get(at("comments", draft.pk)))


def test_after_handing_in_comments_are_read_and_a_late_one_is_not_lost(
    draft: Application, ann: User, door: Door
) -> None:
    Application.objects.filter(pk=draft.pk).update(state="submitted")
    page = door(ann).post(at("comments", draft.pk), {"about": "all", "words": "One thing more"})
    assert (page.status_code, Comment.objects.count()) == (409, 0)
    assert "One thing more" in text(page)
    assert refusal(lambda: commenting.write(draft, by=ann, words="x")).startswith("This application is no draft")


def test_the_list_of_comments_costs_the_same_for_one_and_for_three(
    draft: Application, ann: User, door: Door, django_assert_num_queries: Callable[..., Any]
) -> None:
    plan, browser = section_of(draft, "plan"), door(ann)
    commenting.write(draft, by=ann, words="1", section=plan)
    browser.get(at("comments", draft.pk))
    for _ in range(3):
        with django_assert_num_queries(13):
            browser.get(at("comments", draft.pk))
        commenting.write(draft, by=ann, words="more", question=plan.questions.get(code="what"))


# A second person's signature


@pytest.fixture
def signed_round(round_: Round) -> Round:
    Round.objects.filter(pk=round_.pk).update(needs_sign_off=True)
    round_.refresh_from_db()
    return round_


@pytest.fixture
def to_sign(signed_round: Round, draft: Application) -> Application:
    draft.refresh_from_db()
    draft.round = signed_round
    return draft


def seen_on(page: HttpResponse) -> str:
    return text(page).split('name="seen" value="')[1].split('"')[0]


def test_without_the_rounds_word_nobody_signs(draft: Application, ann: User, door: Door) -> None:
    assert signing.standing(draft) == signing.Standing(is_wanted=False)
    assert door(ann).post(at("sign-off", draft.pk), {}).status_code == 403
    applying.submit(draft, by=ann)


def test_handing_in_waits_for_the_signature(to_sign: Application, ann: User, sib: User, door: Door) -> None:
    assert refusal(lambda: applying.submit(to_sign, by=ann)) == (
        "A second person of your group must read the answers and sign before you can hand this in."
    )
    assert "Hand in the application" not in text(door(ann).get(at("check", to_sign.pk)))
    sign_off = signing.ask(to_sign, by=ann, signatory=sib)
    assert refusal(lambda: applying.submit(to_sign, by=ann)).startswith("Sib Signatory has not signed yet.")
    signing.sign(sign_off, by=sib, seen=signing.versions(to_sign))
    assert "Hand in the application" in text(door(ann).get(at("check", to_sign.pk)))
    applying.submit(to_sign, by=ann)
    assert Application.objects.get(pk=to_sign.pk).state == "submitted"


def test_a_signatory_reads_all_answers_and_signs(
    to_sign: Application, ann: User, sib: User, door: Door, letters_to: Kinds
) -> None:
    door(ann).post(at("sign-off", to_sign.pk), {"signatory": sib.pk})
    sign_off = SignOff.objects.get()
    assert (sign_off.state, sign_off.asked_by, sign_off.signatory, letters_to(sib)) == (
        "asked",
        ann,
        sib,
        ["sign_asked"],
    )
    page = door(sib).get(at("sign-off", to_sign.pk))
    assert "Weekly walks led by peers." in text(page)
    assert "0131 496 0000" in text(page)
    assert door(sib).post(at("sign", sign_off.pk), {"seen": seen_on(page)}).status_code == 422
    door(sib).post(at("sign", sign_off.pk), {"seen": seen_on(page), "agreed": "on"})
    sign_off.refresh_from_db()
    assert (sign_off.state, sign_off.history.first().history_user) == ("signed", sib)
    assert letters_to(ann) == ["signed"]
    assert signing.standing(to_sign).holds


def test_a_change_makes_the_signature_void_and_says_which(
    to_sign: Application, ann: User, sib: User, door: Door
) -> None:
    sign_off = signing.ask(to_sign, by=ann, signatory=sib)
    signing.sign(sign_off, by=sib, seen=signing.versions(to_sign))
    save(to_sign, "plan", ann, what="Walks each Tuesday.")
    assert signing.standing(to_sign).changed == ["“Your project”"]
    assert refusal(lambda: applying.submit(to_sign, by=ann)) == (
        "Sib Signatory signed, but “Your project” changed after that. Ask for a new signature, then hand in."
    )
    page = text(door(ann).get(at("sign-off", to_sign.pk)))
    assert "the signature is void now, because these changed after it: “Your project”." in page
    Document.objects.create(application=to_sign, rule=to_sign.round.document_rules.get(), file=store("more.pdf"))
    assert signing.standing(to_sign).changed == ["“Your project”", "the documents"]
    again = signing.ask(to_sign, by=ann, signatory=sib)
    signing.sign(again, by=sib, seen=signing.versions(to_sign))
    applying.submit(to_sign, by=ann)


def test_what_changed_while_it_was_read_is_not_signed(to_sign: Application, ann: User, sib: User, door: Door) -> None:
    sign_off = signing.ask(to_sign, by=ann, signatory=sib)
    seen = seen_on(door(sib).get(at("sign-off", to_sign.pk)))
    save(to_sign, "plan", ann, what="Something else.")
    answer = door(sib).post(at("sign", sign_off.pk), {"seen": seen, "agreed": "on"})
    assert answer.status_code == 409
    assert "Somebody changed an answer while you were reading." in text(answer)
    forged = door(sib).post(at("sign", sign_off.pk), {"seen": "forged", "agreed": "on"})
    assert forged.status_code == 409
    sign_off.refresh_from_db()
    assert sign_off.state == "asked"


def test_a_signatory_may_say_no_with_a_reason_that_stays_in_the_group(
    to_sign: Application, ann: User, sib: User, olive: User, door: Door, letters_to: Kinds
) -> None:
    sign_off = signing.ask(to_sign, by=ann, signatory=sib)
    assert door(sib).post(at("decline-to-sign", sign_off.pk), {"reason": ""}).status_code == 422
    door(sib).post(at("decline-to-sign", sign_off.pk), {"reason": LEAK})
    sign_off.refresh_from_db()
    assert (sign_off.state, sign_off.why_not, letters_to(ann)) == ("declined", LEAK, ["sign_declined"])
    assert LEAK in text(door(ann).get(at("sign-off", to_sign.pk)))
    assert Letter.objects.get(kind="sign_declined").is_secret
    assert "must read the answers and sign" in refusal(lambda: applying.submit(to_sign, by=ann))


def test_nobody_signs_what_they_ask_for_and_no_writer_signs(
    to_sign: Application, group: Organisation, ann: User, sib: User, door: Door
) -> None:
    editor = factories.make_member(group, "Ed Editor", "editor").user
    words = "Choose another lead or a signatory of your group. Nobody signs what they ask for themselves."
    for person in (ann, editor, factories.make_person("Stranger")):
        assert refusal(lambda person=person: signing.ask(to_sign, by=ann, signatory=person)) == words  # type: ignore[misc]
    sign_off = signing.ask(to_sign, by=editor, signatory=ann)  # another lead signs what an editor asks
    assert (rules.may_sign(ann, sign_off), rules.may_sign(editor, sign_off), rules.may_sign(sib, sign_off)) == (
        True, False, False
    )  # fmt: skip
    assert door(sib).post(at("sign", sign_off.pk), {"agreed": "on"}).status_code == 403
    assert refusal(lambda: signing.ask(to_sign, by=ann, signatory=sib)).startswith("Ann Applicant is asked already.")


def test_a_question_for_a_signature_is_taken_back(to_sign: Application, ann: User, sib: User, door: Door) -> None:
    sign_off = signing.ask(to_sign, by=ann, signatory=sib)
    assert door(sib).post(at("take-signature-back", sign_off.pk)).status_code == 403
    door(ann).post(at("take-signature-back", sign_off.pk))
    assert door(sib).post(at("sign", sign_off.pk), {"agreed": "on"}).status_code == 403
    assert signing.standing(to_sign) == signing.Standing(is_wanted=True)


def test_a_signatory_who_left_the_group_signs_no_more(
    to_sign: Application, group: Organisation, ann: User, sib: User
) -> None:
    sign_off = signing.ask(to_sign, by=ann, signatory=sib)
    group.memberships.filter(user=sib).delete()
    assert not rules.may_sign(sib, sign_off)


# Answers of an earlier application


@pytest.fixture
def fresh(group: Organisation, ann: User) -> Application:
    """A new draft in a later round with the same questions."""
    return applying.start(factories.make_round(name="The next round"), group, by=ann)


def sheet_of(application: Application, code: str) -> ApplicationAnswers:
    return application.answers.select_related("section").get(section__code=code)


def test_answers_come_over_only_as_far_as_they_are_ticked(
    draft: Application, fresh: Application, ann: User, door: Door
) -> None:
    assert "Use answers from an earlier application" in text(door(ann).get(at("section", fresh.pk, "plan")))
    address = at("reuse", fresh.pk, "plan")
    assert f"{address}?from={draft.pk}" in text(door(ann).get(address))
    page = text(door(ann).get(f"{address}?from={draft.pk}"))
    assert "Weekly walks led by peers." in page
    assert sheet_of(fresh, "plan").version == 0  # looking copies nothing
    assert door(ann).post(f"{address}?from={draft.pk}", {}).status_code == 422
    answer = door(ann).post(f"{address}?from={draft.pk}", {"codes": ["what", "tier", "months"]})
    assert answer["Location"] == at("section", fresh.pk, "plan")
    sheet = sheet_of(fresh, "plan")
    assert sheet.values == {"what": "Weekly walks led by peers.", "tier": "small", "months": 12}
    assert (sheet.version, sheet.saved_by) == (1, ann)
    fresh.refresh_from_db()
    assert (fresh.months, fresh.title) == (12, "")


def test_a_written_section_offers_only_its_gaps_and_keeps_what_it_has(
    draft: Application, fresh: Application, ann: User
) -> None:
    save(fresh, "plan", ann, what="Our own words.")
    offered = reusing.offers(fresh, sheet_of(fresh, "plan"), draft)
    assert [offer.question.code for offer in offered] == ["title", "summary", "tier", "months"]
    reusing.bring_over(fresh, sheet_of(fresh, "plan"), draft, ["title", "what"], by=ann)
    assert sheet_of(fresh, "plan").values == {"what": "Our own words.", "title": "Walking back to wellness"}
    words = refusal(lambda: reusing.bring_over(fresh, sheet_of(fresh, "plan"), draft, ["title"], by=ann))
    assert words == "Choose at least one answer to bring over."


def test_the_same_words_under_another_code_are_the_same_question(draft: Application, fresh: Application) -> None:
    plan = sheet_of(fresh, "plan").section
    Question.objects.filter(section=plan, code="what").update(code="what-you-do", label="what do you want to DO?")
    Question.objects.filter(section=plan, code="months").update(kind="line")  # same code, another kind
    Question.objects.filter(section=plan, code="summary").update(label="In short")  # same code, other words
    offered = {offer.question.code: offer for offer in reusing.offers(fresh, sheet_of(fresh, "plan"), draft)}
    assert sorted(offered) == ["summary", "tier", "title", "what-you-do"]
    assert offered["summary"].was_asked_otherwise
    assert offered["what-you-do"].value == "Weekly walks led by peers."


def test_an_answer_that_this_round_does_not_know_is_kept_to_be_mended(
    draft: Application, fresh: Application, ann: User
) -> None:
    fresh.round.tiers.update(code="tiny")
    saving = reusing.bring_over(fresh, sheet_of(fresh, "plan"), draft, ["tier", "what"], by=ann)
    assert saving.sheet.values == {"what": "Weekly walks led by peers.", "as typed": {"tier": "small"}}
    assert not saving.sheet.is_complete


def test_a_budget_comes_over_as_a_table(draft: Application, fresh: Application, ann: User) -> None:
    saving = reusing.bring_over(fresh, sheet_of(fresh, "budget"), draft, ["budget"], by=ann)
    assert saving.sheet.values == factories.ANSWERS["budget"]


def test_nobody_reaches_the_answers_of_another_group(fresh: Application, nia: User, ann: User, door: Door) -> None:
    others = factories.make_application(organisation=factories.make_organisation(nia, name="Others"))
    ApplicationAnswers.objects.filter(application=others, section__code="plan").update(values={"what": LEAK})
    address = at("reuse", fresh.pk, "plan")
    assert list(reusing.earlier(fresh)) == []
    for wrong in (others.pk, fresh.pk, "x", "9" * 30, "²"):
        page = door(ann).get(f"{address}?from={wrong}")
        assert (page.status_code, LEAK in text(page)) == (404, False)
    assert door(ann).post(f"{address}?from={others.pk}", {"codes": ["what"]}).status_code == 404


def test_a_closed_round_takes_no_answers_over(
    draft: Application, fresh: Application, sib: User, door: Door, ann: User
) -> None:
    assert door(sib).get(at("reuse", fresh.pk, "plan")).status_code == 403
    Round.objects.filter(pk=fresh.round_id).update(closes_at=timezone.now() - timedelta(minutes=1))
    assert door(ann).get(at("reuse", fresh.pk, "plan")).status_code == 409
