"""The door table: every address × every member of the cast × what they are told.

302 for somebody not signed in leads to sign-in; 302 for others means that the thing was done. 401 says that somebody
is no longer signed in, on a page that keeps their text. 403 is not allowed,
404 is not yours, 405 is the wrong way in, 409 is a refusal in words, 422 is a form with something to mend.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fund.models import Organisation, Question, User
from tests.world import World, make_world

CAST = ("nobody", "nia", "ann", "sam", "pat", "olive", "morag", "lena")

TABLE = """
GET  front                        200 200 200 200 200 200 200 200
GET  home                         302 302 302 302 302 302 302 302
GET  health                       200 200 200 200 200 200 200 200
GET  accessibility                200 200 200 200 200 200 200 200
GET  rounds                       200 200 200 200 200 200 200 200
GET  round                        200 200 200 200 200 200 200 200
GET  round draft_round            404 404 404 404 404 200 200 404
GET  questions                    200 200 200 200 200 200 200 200
GET  questions draft_round        404 404 404 404 404 200 200 404
GET  private-link                 200 200 200 200 200 200 200 200
POST private-link                 200 200 200 200 200 200 200 200
GET  questions-paper              200 200 200 200 200 200 200 200
GET  questions-paper draft_round  404 404 404 404 404 200 200 404
GET  check                        200 200 200 200 200 200 200 200
POST check                        422 422 422 422 422 422 422 422
GET  check draft_round            404 404 404 404 404 200 200 404
GET  check without                404 404 404 404 404 404 404 404
GET  json-feed                    200 200 200 200 200 200 200 200
GET  atom-feed                    200 200 200 200 200 200 200 200
GET  round-json                   200 200 200 200 200 200 200 200
GET  round-json draft_round       404 404 404 404 404 404 404 404
GET  help                         200 200 200 200 200 200 200 200
GET  book-talk                    200 200 200 200 200 200 200 200
POST book-talk                    422 422 422 422 422 422 422 422
GET  private-link talk            200 200 200 200 200 200 200 200
POST private-link talk            422 422 422 422 422 422 422 422
GET  surgeries                    302 403 403 403 403 200 200 403
GET  new-surgery                  302 403 403 403 403 200 200 403
POST new-surgery                  302 403 403 403 403 422 422 403
GET  surgery-day                  302 403 403 403 403 200 200 403
GET  surgery-day unknown          302 403 403 403 403 404 404 403
GET  surgery                      302 403 403 403 403 200 200 403
GET  change-surgery               302 403 403 403 403 200 200 403
POST change-surgery               302 403 403 403 403 422 422 403
POST close-surgery                302 403 403 403 403 302 302 403
POST reopen-surgery               302 403 403 403 403 302 302 403
POST cancel-surgery               302 403 403 403 403 422 422 403
GET  call-off-talk                302 403 403 403 403 200 200 403
POST call-off-talk                302 403 403 403 403 422 422 403
GET  private-link closed          404 404 404 404 404 404 404 404

GET  new-organisation             302 200 200 200 200 200 200 200
POST new-organisation             302 422 422 422 422 422 422 422
GET  organisation                 302 404 200 404 404 200 200 404
POST organisation                 302 404 422 404 404 403 403 404
GET  private-link invitation      200 200 200 200 200 200 200 200
POST private-link invitation      302 409 409 409 409 409 409 409
GET  private-link statement       200 200 200 200 200 200 200 200
POST private-link statement       422 422 422 422 422 422 422 422
POST organisation look            302 404 200 404 404 403 403 404
GET  group-people                 302 404 200 404 404 200 200 404
POST group-people                 302 404 422 404 404 403 403 404
GET  group-member                 302 404 200 404 404 403 403 404
POST group-member                 302 404 422 404 404 403 403 404
POST remove-member                302 404 302 404 404 403 403 404
POST hand-over                    302 404 302 404 404 403 403 404
POST withdraw-invitation          302 404 302 404 404 403 403 404
GET  my-reading                   302 403 403 200 200 403 403 403
POST my-reading                   302 403 403 422 422 403 403 403
POST agree-to-read                302 403 403 302 302 403 403 403
GET  readers                      302 403 403 403 403 200 200 403
GET  reader                       302 403 403 403 403 200 200 403
POST reader                       302 403 403 403 403 302 302 403
GET  details                      302 200 200 200 200 200 200 200
POST details                      302 422 422 422 422 422 422 422
GET  job                          302 403 403 403 403 200 200 200
GET  people                       302 403 403 403 403 200 200 403
POST give-role                    302 403 403 403 403 403 422 403
GET  set-up-check                 302 403 403 403 403 200 200 403
POST set-up-check                 302 403 403 403 403 422 422 403
POST take-role                    302 403 403 403 403 403 302 403
GET  jobs                         302 403 403 403 403 200 200 403
POST try-again                    302 403 403 403 403 302 302 403
GET  letters                      302 403 403 403 403 200 200 403
GET  letter                       302 403 403 403 403 200 200 403
POST send-again                   302 403 403 403 403 302 302 403

GET  desk-rounds                  302 403 403 403 403 200 200 403
GET  new-round                    302 403 403 403 403 200 200 403
POST new-round                    302 403 403 403 403 422 422 403
POST new-round named              302 403 403 403 403 302 302 403
GET  set-up                       302 403 403 403 403 200 200 403
GET  set-up published             302 403 403 403 403 200 200 403
GET  set-up-about                 302 403 403 403 403 200 200 403
POST set-up-about                 302 403 403 403 403 422 422 403
GET  set-up-about published       302 403 403 403 403 200 200 403
POST set-up-about published       302 403 403 403 403 422 422 403
GET  set-up-dates                 302 403 403 403 403 200 200 403
POST set-up-dates                 302 403 403 403 403 422 422 403
GET  set-up-dates published       302 403 403 403 403 200 200 403
POST set-up-dates published       302 403 403 403 403 422 422 403
GET  set-up-scoring               302 403 403 403 403 200 200 403
POST set-up-scoring               302 403 403 403 403 422 422 403
GET  set-up-part                  302 403 403 403 403 200 200 403
POST set-up-part wrong            302 403 403 403 403 422 422 403
GET  set-up-part sizes            302 403 403 403 403 200 200 403
GET  set-up-part papers           302 403 403 403 403 200 200 403
GET  set-up-part unknown          302 403 403 403 403 404 404 403
GET  set-up-part published        302 403 403 403 403 200 200 403
GET  preview-round                302 403 403 403 403 200 200 403
GET  preview-section              302 403 403 403 403 200 200 403
GET  preview-section unknown      302 403 403 403 403 404 404 403
GET  copy-round                   302 403 403 403 403 200 200 403
POST copy-round                   302 403 403 403 403 422 422 403
GET  drop-round                   302 403 403 403 403 200 200 403
GET  drop-round published         302 403 403 403 403 403 403 403
POST drop-round                   302 403 403 403 403 302 302 403
POST put-away-round               302 403 403 403 403 302 302 403
POST put-away-round open          302 403 403 403 403 403 403 403
GET  applications:extend-round    302 403 403 403 403 200 200 403
POST applications:extend-round    302 403 403 403 403 422 422 403
GET  applications:close-round     302 403 403 403 403 200 200 403
POST applications:close-round     302 403 403 403 403 422 422 403
GET  applications:tests           302 403 403 403 403 200 200 403
POST applications:tests           302 403 403 403 403 422 422 403
POST applications:tests started   302 403 403 403 403 302 302 403
POST applications:delete-test     302 403 403 403 403 302 302 403
POST applications:delete-test real 302 403 403 403 403 404 404 403
GET  applications:detail test     302 404 404 404 404 200 200 404
GET  applications:section test    302 404 404 404 404 200 200 404
GET  applications:application test 302 404 404 404 404 404 404 404
GET  questions-of draft_round     302 403 403 403 403 200 200 403
POST begin-questions draft_round  302 403 403 403 403 302 302 403
GET  new-section draft_round      302 403 403 403 403 200 200 403
POST new-section draft_round      302 403 403 403 403 422 422 403
GET  edit-section draft_round     302 403 403 403 403 200 200 403
POST edit-section draft_round     302 403 403 403 403 422 422 403
POST move-section draft_round     302 403 403 403 403 302 302 403
GET  remove-section draft_round   302 403 403 403 403 200 200 403
POST remove-section draft_round   302 403 403 403 403 409 409 403
GET  new-question draft_round     302 403 403 403 403 200 200 403
GET  edit-question draft_round    302 403 403 403 403 200 200 403
POST edit-question draft_round    302 403 403 403 403 422 422 403
POST move-question draft_round    302 403 403 403 403 302 302 403
POST move-question open_round     302 403 403 403 403 409 409 403
GET  remove-question draft_round  302 403 403 403 403 200 200 403
POST remove-question draft_round  302 403 403 403 403 302 302 403
GET  only-if draft_round          302 403 403 403 403 200 200 403
POST only-if draft_round          302 403 403 403 403 200 200 403
POST change-if draft_round        302 403 403 403 403 302 302 403
GET  question-bank draft_round    302 403 403 403 403 200 200 403
POST copy-from-bank draft_round   302 403 403 403 403 302 302 403
GET  new-version open_round       302 403 403 403 403 200 200 403
POST new-version open_round       302 403 403 403 403 302 302 403
POST drop-version draft_round     302 403 403 403 403 409 409 403
GET  definition-file draft_round  302 403 403 403 403 200 200 403
GET  download-definition draft_round 302 403 403 403 403 200 200 403
POST load-definition draft_round  302 403 403 403 403 422 422 403
POST load-definition open_round   302 403 403 403 403 403 403 403
GET  applications:use-questions   302 403 403 403 403 200 200 403
POST applications:use-questions   302 403 403 403 403 302 302 403
GET  applications:move-version    302 404 302 404 404 404 404 404
POST applications:move-version    302 404 409 404 404 404 404 404

GET  applications:start           302 200 200 200 200 200 200 200
GET  applications:start closed_round 302 409 409 409 409 409 409 409
POST applications:start           302 200 302 200 200 200 200 200
GET  applications:detail          302 404 200 404 404 404 404 404
GET  applications:section         302 404 200 404 404 404 404 404
POST applications:section         401 404 302 404 404 404 404 404
GET  applications:save-answer     401 404 200 404 404 404 404 404
POST applications:save-answer     401 404 200 404 404 404 404 404
GET  applications:presence        401 404 200 404 404 404 404 404
GET  applications:earlier         302 404 200 404 404 404 404 404
GET  applications:earlier-version 302 404 200 404 404 404 404 404
POST applications:bring-back      302 404 302 404 404 404 404 404
GET  applications:signed-in       302 200 200 200 200 200 200 200
GET  applications:documents       302 404 200 404 404 404 404 404
POST applications:documents       302 404 422 404 404 404 404 404
POST applications:remove-document 302 404 302 404 404 404 404 404
GET  applications:check           302 404 200 404 404 404 404 404
POST applications:submit          302 404 422 404 404 404 404 404
GET  applications:receipt         302 404 200 404 404 404 404 404
GET  applications:use-again       302 404 200 404 404 404 404 404
GET  applications:use-again-in    302 404 200 404 404 404 404 404
POST applications:use-again-in    302 404 302 404 404 404 404 404
GET  applications:withdraw        302 404 200 404 404 404 404 404
POST applications:withdraw        302 404 302 404 404 404 404 404
GET  applications:copy            302 404 200 404 404 404 404 404
POST applications:make-copy       302 404 302 404 404 404 404 404
GET  applications:change          302 404 200 404 404 404 404 404
POST applications:change          302 404 422 404 404 404 404 404
GET  applications:how-it-was      302 404 200 404 404 404 404 404
POST applications:how-it-was      302 404 302 404 404 404 404 404
POST applications:count-minutes   302 404 302 404 404 404 404 404
POST applications:tick            302 404 204 404 404 404 404 404
GET  applications:similar         302 404 200 404 404 404 404 404
GET  applications:document        302 404 200 404 404 200 200 404
GET  applications:document draft  302 404 200 404 404 404 404 404
GET  applications:comments        302 404 200 404 404 404 404 404
POST applications:comments        302 404 422 404 404 404 404 404
POST applications:resolve-comment 302 404 302 404 404 404 404 404
POST applications:reopen-comment  302 404 302 404 404 404 404 404
GET  applications:advice          302 404 200 404 404 404 404 404
POST applications:ask-reading     302 404 302 404 404 404 404 404
POST applications:ask-reading asked 302 404 403 404 404 404 404 404
POST applications:take-reading-back 302 404 302 404 404 404 404 404
POST applications:settle-advice   302 404 302 404 404 404 404 404
POST applications:reopen-advice   302 404 302 404 404 404 404 404
GET  applications:talk-notes      302 403 403 403 403 200 200 403
POST applications:talk-notes      302 403 403 403 403 422 422 403
GET  applications:group-notes     302 403 403 403 403 200 200 403
POST applications:group-notes     302 403 403 403 403 422 422 403
GET  applications:note-to-answer  302 403 403 403 403 200 200 403
POST applications:note-to-answer  302 403 403 403 403 422 422 403
GET  applications:drafts          302 403 403 403 403 200 200 403
GET  applications:read-draft      302 403 403 403 403 200 200 403
GET  applications:read-draft back 302 403 403 403 403 404 404 403
POST applications:read-draft      302 403 403 403 403 422 422 403
POST applications:finish-reading  302 403 403 403 403 302 302 403
GET  answers                      302 403 403 403 403 200 200 403
GET  new-answer                   302 403 403 403 403 200 200 403
POST new-answer                   302 403 403 403 403 422 422 403
GET  edit-answer                  302 403 403 403 403 200 200 403
POST edit-answer                  302 403 403 403 403 422 422 403
POST publish-answer               302 403 403 403 403 302 302 403
POST hide-answer                  302 403 403 403 403 302 302 403
POST count-answer                 302 403 403 403 403 302 302 403
POST merge-answer                 302 403 403 403 403 422 422 403
GET  applications:statements      302 404 200 404 404 404 404 404
POST applications:statements      302 404 422 404 404 404 404 404
POST applications:remind-statement 302 404 302 404 404 404 404 404
POST applications:withdraw-statement 302 404 302 404 404 404 404 404
GET  applications:statement-file  302 404 200 404 404 200 200 404
GET  applications:sign-off        302 404 200 404 404 404 404 404
GET  applications:sign-off asked  302 404 200 404 404 404 404 404
POST applications:sign-off        302 404 422 404 404 404 404 404
POST applications:sign            302 404 422 404 404 404 404 404
POST applications:decline-to-sign 302 404 422 404 404 404 404 404
POST applications:take-signature-back 302 404 302 404 404 404 404 404
GET  applications:reuse           302 404 200 404 404 404 404 404
POST applications:reuse           302 404 200 404 404 404 404 404

GET  applications:tell            302 404 200 404 404 404 404 404
GET  applications:tell-by         302 404 200 404 404 404 404 404
POST applications:tell-by         302 404 302 404 404 404 404 404
GET  applications:told            302 404 200 404 404 404 404 404
POST applications:told            302 404 302 404 404 404 404 404
POST applications:take-telling-back 302 404 302 404 404 404 404 404
GET  applications:original        302 404 200 404 404 200 200 404
GET  applications:tellings        302 403 403 403 403 200 200 403
GET  applications:type            302 403 403 403 403 200 200 403
POST applications:type            302 403 403 403 403 302 302 403
POST applications:attach-original 302 403 403 403 403 422 422 403
GET  applications:enter           302 403 403 403 403 200 200 403
POST applications:enter           302 403 403 403 403 422 422 403
GET  applications:entry           302 403 403 403 403 200 200 403
POST applications:entry           302 403 403 403 403 422 422 403
GET  applications:entry-section   302 403 403 403 403 200 200 403
POST applications:entry-section   302 403 403 403 403 302 302 403
GET  applications:entry-documents 302 403 403 403 403 200 200 403
POST applications:entry-documents 302 403 403 403 403 422 422 403
POST applications:entry-hand-in   302 403 403 403 403 409 409 403
GET  applications:entry-letter    302 403 403 403 403 302 302 403
GET  applications:entry-scan      302 403 403 403 403 200 200 403

GET  applications:assessor        302 403 403 200 403 403 403 403
GET  applications:assessment      302 404 404 200 404 404 404 404
POST applications:declare         302 404 404 302 404 404 404 404
POST applications:save-scores     302 404 404 302 404 404 404 404
POST applications:hand-in-assessment 302 404 404 422 404 404 404 404
GET  applications:panel           302 403 403 403 200 200 200 403
GET  applications:panel-ranking   302 403 403 403 200 200 200 403
GET  applications:panel-application 302 403 403 403 200 403 403 403
POST applications:panel-declare   302 403 403 403 302 403 403 403

GET  applications:round           302 403 403 403 403 200 200 403
POST applications:publish-round   302 403 403 403 403 302 302 403
GET  applications:applications    302 403 403 403 403 200 200 403
GET  applications:ranking         302 403 403 403 403 200 200 403
GET  applications:fairness        302 403 403 403 403 200 200 403
GET  applications:ties            302 403 403 403 403 200 200 403
GET  applications:recuse          302 404 403 404 404 200 200 404
POST applications:recuse          302 404 403 404 404 422 422 404
GET  applications:share-out       302 403 403 403 403 200 200 403
POST applications:share-out       302 403 403 403 403 409 409 403
GET  applications:announce        302 403 403 403 403 403 200 403
POST applications:announce        302 403 403 403 403 403 409 403
GET  applications:application     302 404 403 404 404 200 200 404
POST applications:assign          302 404 403 404 404 422 422 404
GET  applications:invite          302 404 403 404 404 200 200 404
POST applications:invite          302 404 403 404 404 422 422 404
POST applications:invite sent     302 404 403 404 404 302 302 404
POST applications:invite-test     302 403 403 403 403 302 302 403
POST applications:rule-out        302 404 403 404 404 422 422 404
GET  applications:decide          302 404 403 404 404 200 200 404
POST applications:decide          302 404 403 404 404 422 422 404
GET  applications:ask-change      302 404 403 404 404 200 200 404
POST applications:ask-change      302 404 403 404 404 422 422 404
POST applications:take-change-back 302 404 403 404 404 302 302 404
GET  applications:burden          302 403 403 403 403 200 200 403
GET  applications:queue           302 403 403 403 403 200 200 403
GET  applications:applications-csv 302 403 403 403 403 200 200 403
GET  applications:applications-excel 302 403 403 403 403 200 200 403
POST applications:save-filter     302 403 403 403 403 302 302 403
POST applications:drop-filter     302 404 404 404 404 302 403 404
GET  applications:checklist       302 403 403 403 403 200 200 403
POST applications:checklist       302 403 403 403 403 302 302 403
GET  applications:tell-ineligible 302 403 403 403 403 200 200 403
GET  applications:screen          302 404 403 404 404 200 200 404
POST applications:screen          302 404 403 404 404 302 302 404
GET  applications:related         302 404 403 404 404 200 200 404
POST applications:rule-in         302 404 403 404 404 302 302 404
POST applications:give            302 404 403 404 404 302 302 404
POST applications:raise-flag      302 404 403 404 404 422 422 404
POST applications:choose-tags     302 404 403 404 404 302 302 404
POST applications:add-note        302 404 403 404 404 422 422 404
GET  applications:close-flag      302 403 403 403 403 200 200 403
POST applications:close-flag      302 403 403 403 403 422 422 403
GET  applications:same-text       302 403 403 403 403 200 200 403
GET  applications:tags            302 403 403 403 403 200 200 403
POST applications:tags            302 403 403 403 403 422 422 403
GET  applications:rename-tag      302 403 403 403 403 200 200 403
POST applications:retire-tag      302 403 403 403 403 302 302 403
POST applications:take-back       302 404 404 403 404 302 302 404

GET  reporting:my                 302 200 200 200 200 200 200 200
GET  reporting:grant              302 404 200 404 404 404 404 404
POST reporting:accept-grant       302 404 302 404 404 404 404 404
POST reporting:refuse-grant       302 404 302 404 404 404 404 404
GET  reporting:new-story          302 404 200 404 404 404 404 404
POST reporting:new-story          302 404 422 404 404 404 404 404
GET  reporting:story              302 404 200 404 404 200 200 200
POST reporting:withdraw-story     302 404 302 404 404 302 302 403
GET  reporting:report             302 404 200 404 404 404 404 404
GET  reporting:report-section     302 404 200 404 404 404 404 404
POST reporting:report-section     302 404 302 404 404 404 404 404
GET  reporting:figures            302 404 200 404 404 404 404 404
POST reporting:figures            302 404 302 404 404 404 404 404
GET  reporting:check-report       302 404 200 404 404 404 404 404
POST reporting:hand-in-report     302 404 409 404 404 404 404 404

GET  reporting:officer            302 403 403 403 403 200 200 403
GET  reporting:grants             302 403 403 403 403 200 200 200
GET  reporting:officer-grant      302 403 403 403 403 200 200 200
GET  reporting:reports            302 403 403 403 403 200 200 200
GET  reporting:officer-report     302 403 403 403 403 200 200 200
POST reporting:accept-report      302 404 403 404 404 302 302 403
POST reporting:send-back-report   302 404 403 404 404 422 422 403
POST reporting:skip-report        302 404 403 404 404 422 422 403
GET  reporting:desk               302 403 403 403 403 200 200 200
POST reporting:draft              302 403 403 403 403 422 422 422
GET  reporting:edit-summary       302 404 404 404 404 200 200 200
POST reporting:statement          302 404 404 404 404 403 302 302
POST reporting:approve            302 404 404 404 404 403 403 403
POST reporting:reopen             302 404 404 404 404 403 302 302
POST reporting:publish            302 404 404 404 404 403 302 302
POST reporting:withdraw-summary   302 403 403 403 403 403 302 302
GET  reporting:library            200 200 200 200 200 200 200 200
GET  reporting:summary            200 200 200 200 200 200 200 200
GET  reporting:summary drafted    404 404 404 404 404 404 404 404
GET  reporting:summary-pdf        200 200 200 200 200 200 200 200
GET  reporting:projects           200 200 200 200 200 200 200 200
GET  reporting:project            200 200 200 200 200 200 200 200

GET  account_login                200 302 302 302 302 302 302 302
GET  account_logout               302 200 200 200 200 200 200 200
GET  account_inactive             200 200 200 200 200 200 200 200
GET  account_signup               200 302 302 302 302 302 302 302
GET  account_reauthenticate       302 200 200 200 200 200 200 200
GET  account_email                302 200 200 200 200 200 200 200
GET  account_email_verification_sent 302 302 302 302 302 302 302 302
GET  account_change_password      302 200 200 200 200 200 200 200
GET  account_set_password         302 302 302 302 302 302 302 302
GET  account_reset_password       200 200 200 200 200 200 200 200
GET  account_reset_password_done  200 200 200 200 200 200 200 200
GET  account_reset_password_from_key 200 200 200 200 200 200 200 200
GET  account_reset_password_from_key_done 200 200 200 200 200 200 200 200
GET  account_request_login_code   200 302 302 302 302 302 302 302
GET  account_confirm_login_code   302 302 302 302 302 302 302 302
GET  mfa_index                    302 200 200 200 200 200 200 200
GET  mfa_authenticate             302 302 302 302 302 302 302 302
GET  mfa_reauthenticate           302 302 302 302 302 302 302 302
GET  mfa_activate_totp            302 302 302 302 302 302 302 302
GET  mfa_deactivate_totp          302 404 404 404 404 404 404 404
GET  mfa_view_recovery_codes      302 404 404 404 404 404 404 404
GET  mfa_generate_recovery_codes  302 302 302 302 302 302 302 302
GET  mfa_download_recovery_codes  302 404 404 404 404 404 404 404
GET  mfa_list_webauthn            302 200 200 200 200 200 200 200
GET  mfa_add_webauthn             302 302 302 302 302 302 302 302
GET  mfa_reauthenticate_webauthn  302 302 302 302 302 302 302 302
GET  mfa_remove_webauthn          302 302 302 302 302 302 302 302
GET  mfa_edit_webauthn            302 302 302 302 302 302 302 302
GET  mfa_login_webauthn           302 302 302 302 302 302 302 302
"""

ROWS = [line.split() for line in TABLE.splitlines() if line.strip()]
NAMES = {row[1] for row in ROWS}

# How each address is filled in: `name variant` first, then `name`.
WHERE: dict[str, Callable[[World], dict[str, Any]]] = {
    "round": lambda w: {"slug": w.open_round.slug},
    "round draft_round": lambda w: {"slug": w.draft_round.slug},
    "questions": lambda w: {"slug": w.open_round.slug},
    "questions draft_round": lambda w: {"slug": w.draft_round.slug},
    "set-up": lambda w: {"slug": w.draft_round.slug},
    "set-up published": lambda w: {"slug": w.open_round.slug},
    "set-up-about": lambda w: {"slug": w.draft_round.slug},
    "set-up-about published": lambda w: {"slug": w.open_round.slug},
    "set-up-dates": lambda w: {"slug": w.draft_round.slug},
    "set-up-dates published": lambda w: {"slug": w.open_round.slug},
    "set-up-scoring": lambda w: {"slug": w.draft_round.slug},
    "set-up-part": lambda w: {"slug": w.draft_round.slug, "part": "criteria"},
    "set-up-part wrong": lambda w: {"slug": w.draft_round.slug, "part": "reports"},
    "set-up-part sizes": lambda w: {"slug": w.draft_round.slug, "part": "sizes"},
    "set-up-part papers": lambda w: {"slug": w.draft_round.slug, "part": "papers"},
    "set-up-part unknown": lambda w: {"slug": w.draft_round.slug, "part": "nonsense"},
    "set-up-part published": lambda w: {"slug": w.open_round.slug, "part": "sizes"},
    "preview-round": lambda w: {"slug": w.draft_round.slug},
    "preview-section": lambda w: {"slug": w.draft_round.slug, "code": "plan"},
    "preview-section unknown": lambda w: {"slug": w.draft_round.slug, "code": "nonsense"},
    "copy-round": lambda w: {"slug": w.closed_round.slug},
    "drop-round": lambda w: {"slug": w.spare_round.slug},
    "drop-round published": lambda w: {"slug": w.open_round.slug},
    "put-away-round": lambda w: {"slug": w.closed_round.slug},
    "put-away-round open": lambda w: {"slug": w.open_round.slug},
    "applications:extend-round": lambda w: {"slug": w.open_round.slug},
    "applications:close-round": lambda w: {"slug": w.open_round.slug},
    "applications:tests": lambda w: {"slug": w.draft_round.slug},
    "applications:tests started": lambda w: {"slug": w.draft_round.slug},
    "applications:delete-test": lambda w: {"slug": w.draft_round.slug, "pk": w.test.pk},
    "applications:delete-test real": lambda w: {"slug": w.open_round.slug, "pk": w.draft.pk},
    "applications:detail test": lambda w: {"pk": w.test.pk},
    "applications:section test": lambda w: {"pk": w.test.pk, "code": "plan"},
    "applications:application test": lambda w: {"pk": w.test.pk},
    "questions-paper": lambda w: {"slug": w.open_round.slug, "kind": "plain-text"},
    "questions-paper draft_round": lambda w: {"slug": w.draft_round.slug, "kind": "plain-text"},
    "check": lambda w: {"slug": w.open_round.slug},
    "check draft_round": lambda w: {"slug": w.draft_round.slug},
    "check without": lambda w: {"slug": w.closed_round.slug},
    "round-json": lambda w: {"slug": w.open_round.slug},
    "round-json draft_round": lambda w: {"slug": w.draft_round.slug},
    "set-up-check": lambda w: {"slug": w.draft_round.slug},
    **{
        f"{name} draft_round": lambda w, more=more: {"slug": w.draft_round.slug, "purpose": "application", **more}
        for name, more in {
            "questions-of": {},
            "new-section": {},
            "edit-section": {"code": "plan"},
            "move-section": {"code": "plan"},
            "remove-section": {"code": "plan"},
            "new-question": {"code": "plan"},
            "edit-question": {"code": "what"},
            "move-question": {"code": "what"},
            "remove-question": {"code": "what"},
            "only-if": {"what": "question", "code": "what"},
            "change-if": {"what": "question", "code": "what"},
            "question-bank": {},
            "copy-from-bank": {},
            "drop-version": {},
        }.items()
    },
    "begin-questions draft_round": lambda w: {"slug": w.bare_round.slug, "purpose": "application"},
    "move-question open_round": lambda w: {"slug": w.open_round.slug, "purpose": "application", "code": "what"},
    "new-version open_round": lambda w: {"slug": w.open_round.slug, "purpose": "application"},
    "definition-file draft_round": lambda w: {"slug": w.draft_round.slug},
    "download-definition draft_round": lambda w: {"slug": w.draft_round.slug},
    "load-definition draft_round": lambda w: {"slug": w.draft_round.slug},
    "load-definition open_round": lambda w: {"slug": w.open_round.slug},
    "applications:use-questions": lambda w: {"slug": w.open_round.slug, "purpose": "report"},
    "applications:move-version": lambda w: {"pk": w.draft.pk},
    "organisation": lambda w: {"pk": w.group.pk},
    "reader": lambda w: {"pk": w.to_score.assessor_id},
    "job": lambda w: {"pk": w.job.pk},
    "private-link": lambda w: {"token": w.stop_reminders},
    "private-link closed": lambda w: {"token": "nobody-made-this"},
    "private-link invitation": lambda w: {"token": w.invitation_token},
    "private-link statement": lambda w: {"token": w.statement_token},
    "applications:advice": lambda w: {"pk": w.advised.application_id},
    "applications:ask-reading": lambda w: {"pk": w.reading_back.application_id},
    "applications:ask-reading asked": lambda w: {"pk": w.advised.application_id},
    "applications:take-reading-back": lambda w: {"pk": w.advised.application_id},
    "applications:settle-advice": lambda w: {"pk": w.advised.advice.get(state="open").pk},
    "applications:reopen-advice": lambda w: {"pk": w.advised.advice.get(state="settled").pk},
    "applications:talk-notes": lambda w: {"pk": w.talk.pk},
    "applications:group-notes": lambda w: {"pk": w.group.pk},
    "applications:note-to-answer": lambda w: {"pk": w.advice_note.pk},
    "applications:read-draft": lambda w: {"pk": w.advised.pk},
    "applications:read-draft back": lambda w: {"pk": w.reading_back.pk},
    "applications:finish-reading": lambda w: {"pk": w.advised.pk},
    "edit-answer": lambda w: {"pk": w.kept_answer.pk},
    "publish-answer": lambda w: {"pk": w.kept_answer.pk},
    "hide-answer": lambda w: {"pk": w.shown_answer.pk},
    "count-answer": lambda w: {"pk": w.kept_answer.pk},
    "merge-answer": lambda w: {"pk": w.kept_answer.pk},
    "private-link talk": lambda w: {"token": w.talk_token},
    "surgery-day": lambda w: {"day": timezone.localdate(w.talk.starts_at).isoformat()},
    "surgery-day unknown": lambda w: {"day": "30-February"},
    "surgery": lambda w: {"pk": w.talk.surgery_id},
    "change-surgery": lambda w: {"pk": w.talk.surgery_id},
    "close-surgery": lambda w: {"pk": w.talk.surgery_id},
    "reopen-surgery": lambda w: {"pk": w.closed_surgery.pk},
    "cancel-surgery": lambda w: {"pk": w.talk.surgery_id},
    "call-off-talk": lambda w: {"pk": w.talk.pk},
    "organisation look": lambda w: {"pk": w.group.pk},
    "group-people": lambda w: {"pk": w.group.pk},
    "group-member": lambda w: {"pk": w.group.pk, "member_pk": w.colleague.pk},
    "remove-member": lambda w: {"pk": w.group.pk, "member_pk": w.colleague.pk},
    "hand-over": lambda w: {"pk": w.group.pk, "member_pk": w.colleague.pk},
    "withdraw-invitation": lambda w: {"pk": w.invitation.pk},
    "applications:comments": lambda w: {"pk": w.draft.pk},
    "applications:resolve-comment": lambda w: {"pk": w.comment.pk},
    "applications:reopen-comment": lambda w: {"pk": w.settled_comment.pk},
    "applications:statements": lambda w: {"pk": w.draft.pk},
    "applications:remind-statement": lambda w: {"pk": w.statement_asked.pk},
    "applications:withdraw-statement": lambda w: {"pk": w.statement_asked.pk},
    "applications:statement-file": lambda w: {"pk": w.statement_with_file.pk},
    "applications:sign-off": lambda w: {"pk": w.draft.pk},
    "applications:sign-off asked": lambda w: {"pk": w.own_sign_off.application_id},
    "applications:sign": lambda w: {"pk": w.own_sign_off.pk},
    "applications:decline-to-sign": lambda w: {"pk": w.own_sign_off.pk},
    "applications:take-signature-back": lambda w: {"pk": w.sign_off.pk},
    "applications:reuse": lambda w: {"pk": w.draft.pk, "code": "plan"},
    "take-role": lambda w: {"pk": w.role.pk},
    "try-again": lambda w: {"pk": w.parked_job.pk},
    "letter": lambda w: {"pk": w.letter.pk},
    "send-again": lambda w: {"pk": w.parked_letter.pk},
    "applications:start": lambda w: {"slug": w.open_round.slug},
    "applications:start closed_round": lambda w: {"slug": w.closed_round.slug},
    "applications:detail": lambda w: {"pk": w.draft.pk},
    "applications:section": lambda w: {"pk": w.draft.pk, "code": "plan"},
    "applications:save-answer": lambda w: {"pk": w.draft.pk, "code": "plan"},
    "applications:presence": lambda w: {"pk": w.draft.pk, "code": "plan"},
    "applications:earlier": lambda w: {"pk": w.draft.pk, "code": "plan"},
    "applications:earlier-version": lambda w: {"pk": w.draft.pk, "code": "plan", "number": w.earlier_number},
    "applications:bring-back": lambda w: {"pk": w.draft.pk, "code": "plan", "number": w.earlier_number},
    "applications:documents": lambda w: {"pk": w.draft.pk},
    "applications:remove-document": lambda w: {"pk": w.draft.pk, "document_pk": w.draft_document.pk},
    "applications:check": lambda w: {"pk": w.draft.pk},
    "applications:submit": lambda w: {"pk": w.draft.pk},
    "applications:receipt": lambda w: {"pk": w.handed_in.pk},
    "applications:use-again": lambda w: {"pk": w.handed_in.pk},
    "applications:use-again-in": lambda w: {"pk": w.handed_in.pk, "slug": w.open_round.slug},
    "applications:withdraw": lambda w: {"pk": w.handed_in.pk},
    "applications:copy": lambda w: {"pk": w.draft.pk, "kind": "word"},
    "applications:make-copy": lambda w: {"pk": w.handed_in.pk, "kind": "large-pdf"},
    "applications:change": lambda w: {"pk": w.bid.pk, "change_pk": w.change.pk},
    "applications:how-it-was": lambda w: {"pk": w.handed_in.pk},
    "applications:count-minutes": lambda w: {"pk": w.draft.pk},
    "applications:tick": lambda w: {"pk": w.draft.pk},
    "applications:ask-change": lambda w: {"pk": w.bid.pk},
    "applications:take-change-back": lambda w: {"pk": w.change.pk},
    "applications:burden": lambda w: {"slug": w.closed_round.slug},
    "applications:similar": lambda w: {"pk": w.draft.pk},
    "applications:document": lambda w: {"pk": w.document.pk},
    "applications:document draft": lambda w: {"pk": w.draft_document.pk},
    "applications:tell": lambda w: {"pk": w.draft.pk, "code": "plan"},
    "applications:tell-by": lambda w: {"pk": w.draft.pk, "code": "plan", "way": "call"},
    "applications:told": lambda w: {"pk": w.typed.pk},
    "applications:take-telling-back": lambda w: {"pk": w.telling.pk},
    "applications:original": lambda w: {"pk": w.telling.pk},
    "applications:type": lambda w: {"pk": w.telling.pk},
    "applications:attach-original": lambda w: {"pk": w.telling.pk},
    "applications:enter": lambda w: {"slug": w.open_round.slug},
    "applications:entry": lambda w: {"pk": w.entry.pk},
    "applications:entry-section": lambda w: {"pk": w.entry.pk, "code": "plan"},
    "applications:entry-documents": lambda w: {"pk": w.entry.pk},
    "applications:entry-hand-in": lambda w: {"pk": w.entry.pk},
    "applications:entry-letter": lambda w: {"pk": w.entry.pk},
    "applications:entry-scan": lambda w: {"pk": w.entry.pk},
    "applications:assessment": lambda w: {"pk": w.to_score.pk},
    "applications:declare": lambda w: {"pk": w.to_declare.pk},
    "applications:save-scores": lambda w: {"pk": w.to_score.pk},
    "applications:hand-in-assessment": lambda w: {"pk": w.to_score.pk},
    "applications:panel-ranking": lambda w: {"slug": w.closed_round.slug},
    "applications:panel-application": lambda w: {"pk": w.bid.pk},
    "applications:panel-declare": lambda w: {"pk": w.bid.pk},
    "applications:round": lambda w: {"slug": w.closed_round.slug},
    "applications:publish-round": lambda w: {"slug": w.draft_round.slug},
    "applications:applications": lambda w: {"slug": w.closed_round.slug},
    "applications:ranking": lambda w: {"slug": w.closed_round.slug},
    "applications:fairness": lambda w: {"slug": w.closed_round.slug},
    "applications:ties": lambda w: {"slug": w.closed_round.slug},
    "applications:recuse": lambda w: {"pk": w.bid.pk},
    "applications:share-out": lambda w: {"slug": w.closed_round.slug},
    "applications:announce": lambda w: {"slug": w.closed_round.slug},
    "applications:application": lambda w: {"pk": w.bid.pk},
    "applications:assign": lambda w: {"pk": w.handed_in.pk},
    "applications:invite": lambda w: {"pk": w.note.pk},
    "applications:invite sent": lambda w: {"pk": w.note.pk},
    "applications:invite-test": lambda w: {"slug": w.test_note.round.slug, "pk": w.test_note.pk},
    "applications:rule-out": lambda w: {"pk": w.handed_in.pk},
    "applications:decide": lambda w: {"pk": w.bid.pk},
    "applications:applications-csv": lambda w: {"slug": w.closed_round.slug},
    "applications:applications-excel": lambda w: {"slug": w.closed_round.slug},
    "applications:save-filter": lambda w: {"slug": w.closed_round.slug},
    "applications:drop-filter": lambda w: {"pk": w.saved_filter.pk},
    "applications:checklist": lambda w: {"slug": w.closed_round.slug},
    "applications:tell-ineligible": lambda w: {"slug": w.closed_round.slug},
    "applications:screen": lambda w: {"pk": w.handed_in.pk},
    "applications:related": lambda w: {"pk": w.handed_in.pk},
    "applications:rule-in": lambda w: {"pk": w.ruled_out.pk},
    "applications:give": lambda w: {"pk": w.handed_in.pk},
    "applications:raise-flag": lambda w: {"pk": w.handed_in.pk},
    "applications:choose-tags": lambda w: {"pk": w.handed_in.pk},
    "applications:add-note": lambda w: {"pk": w.handed_in.pk},
    "applications:close-flag": lambda w: {"pk": w.flag.pk},
    "applications:same-text": lambda w: {"pk": w.similar_pair.pk},
    "applications:rename-tag": lambda w: {"pk": w.tag.pk},
    "applications:retire-tag": lambda w: {"pk": w.tag.pk},
    "applications:take-back": lambda w: {"pk": w.to_score.pk},
    "reporting:grant": lambda w: {"pk": w.running.pk},
    "reporting:accept-grant": lambda w: {"pk": w.offered.pk},
    "reporting:refuse-grant": lambda w: {"pk": w.offered.pk},
    "reporting:new-story": lambda w: {"pk": w.running.pk},
    "reporting:story": lambda w: {"pk": w.story.pk},
    "reporting:withdraw-story": lambda w: {"pk": w.story.pk},
    "reporting:report": lambda w: {"pk": w.report_due.pk},
    "reporting:report-section": lambda w: {"pk": w.report_due.pk, "code": "did"},
    "reporting:figures": lambda w: {"pk": w.report_due.pk},
    "reporting:check-report": lambda w: {"pk": w.report_due.pk},
    "reporting:hand-in-report": lambda w: {"pk": w.report_due.pk},
    "reporting:officer-grant": lambda w: {"pk": w.running.pk},
    "reporting:officer-report": lambda w: {"pk": w.report_handed_in.pk},
    "reporting:accept-report": lambda w: {"pk": w.report_handed_in.pk},
    "reporting:send-back-report": lambda w: {"pk": w.report_handed_in.pk},
    "reporting:skip-report": lambda w: {"pk": w.report_due.pk},
    "reporting:edit-summary": lambda w: {"pk": w.drafted.pk},
    "reporting:statement": lambda w: {"pk": w.drafted.pk, "statement_pk": w.statement.pk},
    "reporting:approve": lambda w: {"pk": w.drafted.pk},
    "reporting:reopen": lambda w: {"pk": w.approved.pk},
    "reporting:publish": lambda w: {"pk": w.approved.pk},
    "reporting:withdraw-summary": lambda w: {"pk": w.published.pk},
    "reporting:summary": lambda w: {"slug": w.published.slug},
    "reporting:summary drafted": lambda w: {"slug": w.drafted.slug},
    "reporting:summary-pdf": lambda w: {"slug": w.published.slug},
    "reporting:project": lambda w: {"reference": w.running.reference},
    "account_reset_password_from_key": lambda w: {"uidb36": "1", "key": "nonsense"},
    "mfa_remove_webauthn": lambda w: {"pk": 1},
    "mfa_edit_webauthn": lambda w: {"pk": 1},
}

# What is sent with a POST that is meant to get through; the others are sent empty.
SENT: dict[str, Callable[[World], dict[str, Any]]] = {
    "applications:invite sent": lambda w: {"answer": "invite"},
    "new-round named": lambda w: {"name": "A round with a name"},
    "set-up-part wrong": lambda w: {"row": ["0"], "row-0-name": "Half a report", "do": "save"},
    "applications:tests started": lambda w: {"age": "new"},
    "begin-questions draft_round": lambda w: {"start": "usual"},
    "move-question draft_round": lambda w: {"way": "up"},
    "copy-from-bank draft_round": lambda w: {
        "section": "plan",
        "question": Question.objects.get(section__questionnaire__round=w.open_round, code="what").pk,
    },
    "new-version open_round": lambda w: {"reason": "A question was not clear"},
    "applications:start": lambda w: {"organisation": w.group.pk},
    "applications:section": lambda w: {"title": "A walk", "version": "1"},
    "applications:count-minutes": lambda w: {"wanted": "yes"},
    "private-link statement": lambda w: {"send": "yes"},
    "organisation look": lambda w: {"look": "yes", "name": "Leith Lungs"},
    "applications:tell-by": lambda w: {"question": "all", "phone": "0131 496 0000"},
    "applications:told": lambda w: {"what": "We walk."},
    "applications:type": lambda w: {"summary": "We walk."},
    "applications:entry-section": lambda w: {"title": "A walk", "version": "1"},
    "applications:save-answer": lambda w: {"title": "A walk", "changed": "title", "version": "1", "page": "a1"},
    "applications:withdraw": lambda w: {"reason": "We have no time"},
    "applications:declare": lambda w: {"kind": "none"},
    "applications:panel-declare": lambda w: {"kind": "none"},
    "applications:save-filter": lambda w: {"name": "Mine", "query": "officer=me"},
    "applications:screen": lambda w: {"scotland": "yes"},
    "applications:checklist": lambda w: {
        "lines-TOTAL_FORMS": "1",
        "lines-INITIAL_FORMS": "0",
        "lines-0-words": "It is in Scotland",
    },
    "reporting:accept-grant": lambda w: {"starts_on": "1/4/2027"},
    "reporting:refuse-grant": lambda w: {"reason": "We found other money"},
    "reporting:report-section": lambda w: {"did": "We walked.", "version": "0"},
    "reporting:statement": lambda w: {"words": "Walking with peers helped.", "action": "save"},
}


def visit(browser: Client, method: str, name: str, key: str, world: World) -> int:
    address = reverse(name, kwargs=WHERE[key](world) if key in WHERE else {})
    if method == "GET":
        return browser.get(address, {"question": "title"} if key == "applications:save-answer" else {}).status_code
    return browser.post(address, SENT[key](world) if key in SENT else {}).status_code


@pytest.mark.django_db
def test_every_door_opens_to_those_who_may_and_to_nobody_else(
    ann: User,
    nia: User,
    sam: User,
    pat: User,
    olive: User,
    morag: User,
    lena: User,
    group: Organisation,
    door: Callable[[User | None], Client],
) -> None:
    world = make_world(ann, sam, lena, group)
    browsers = [door(person) for person in (None, nia, ann, sam, pat, olive, morag, lena)]
    wrong = []
    for row in ROWS:
        method, name, variant, expected = row[0], row[1], row[2:-8], [int(status) for status in row[-8:]]
        key = " ".join([name, *variant])
        found = []
        for browser in browsers:
            with transaction.atomic():
                found.append(visit(browser, method, name, key, world))
                transaction.set_rollback(True)
        if found != expected:
            wrong.append(f"{method:4} {key:32} {' '.join(map(str, found))}   (expected {' '.join(map(str, expected))})")
    assert not wrong, "\n" + "\n".join(wrong)
