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
GET  private-link story           200 200 200 200 200 200 200 200
POST private-link story           404 404 404 404 404 404 404 404
POST private-link narrowed        302 302 302 302 302 302 302 302
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
GET  reader-rates                 302 403 403 403 403 200 200 403
POST reader-rates                 302 403 403 403 403 403 302 403
GET  applications:payments        302 403 403 200 200 403 403 403
GET  applications:ask-payment     302 403 403 200 200 403 403 403
POST applications:ask-payment     302 403 403 422 422 403 403 403
POST applications:ask-reading-pay 302 403 403 409 409 403 403 403
POST applications:withdraw-claim  302 404 404 302 404 403 403 404
GET  applications:claim-receipt   302 404 404 200 404 200 200 404
GET  applications:claims          302 403 403 403 403 200 200 403
GET  applications:claims-csv      302 403 403 403 403 200 200 403
GET  applications:enter-claim     302 403 403 403 403 200 200 403
POST applications:enter-claim     302 403 403 403 403 422 422 403
GET  applications:claim           302 403 403 403 403 200 200 403
POST applications:agree-to-claim  302 403 403 403 403 302 302 403
POST applications:turn-claim-down 302 403 403 403 403 422 422 403
POST applications:pay-claim       302 403 403 403 403 422 422 403
GET  invite-reader                302 403 403 403 403 200 200 403
POST invite-reader                302 403 403 403 403 422 422 403
POST ask-reader-again             302 404 404 404 404 302 302 404
POST take-asking-back             302 404 404 404 404 302 302 404
GET  private-link reader          200 200 200 200 200 200 200 200
POST private-link reader          302 409 409 409 409 409 409 409
GET  details                      302 200 200 200 200 200 200 200
POST details                      302 422 422 422 422 422 422 422
GET  job                          302 403 403 403 403 200 200 200
GET  data-complaints              302 403 403 403 403 200 200 403
POST data-complaints              302 403 403 403 403 422 422 403
GET  data-complaint               302 403 403 403 403 200 200 403
POST data-complaint               302 403 403 403 403 422 422 403
POST acknowledge-data-complaint   302 403 403 403 403 302 302 403
GET  own-data                     302 200 200 200 200 200 200 200
GET  person-data                  302 403 403 403 403 403 200 403
POST person-data                  302 403 403 403 403 403 422 403
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
GET  set-up-readers               302 403 403 403 403 200 200 403
POST set-up-readers               302 403 403 403 403 302 302 403
GET  set-up-part phases           302 403 403 403 403 200 200 403
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
POST settle-answer                302 403 403 403 403 422 422 403
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
GET  applications:autosave-scores 401 404 404 200 404 404 404 404
POST applications:autosave-scores 401 404 404 200 404 404 404 404
POST applications:reopen-assessment 302 404 404 403 404 404 404 404
GET  applications:own-order       302 403 403 404 403 403 403 403
GET  applications:panel           302 403 403 403 200 200 200 403
GET  applications:panel-ranking   302 403 403 403 200 200 200 403
GET  applications:panel-application 302 403 403 403 200 403 403 403
POST applications:panel-declare   302 403 403 403 302 403 403 403
GET  applications:scenarios       302 403 403 403 403 200 200 403
GET  applications:new-scenario    302 403 403 403 403 200 200 403
POST applications:new-scenario    302 403 403 403 403 422 422 403
GET  applications:scenario        302 403 403 403 403 200 200 403
GET  applications:change-scenario 302 403 403 403 403 200 200 403
POST applications:change-scenario 302 403 403 403 403 422 422 403
POST applications:copy-scenario   302 403 403 403 403 302 302 403
POST applications:drop-scenario   302 403 403 403 403 302 302 403
POST applications:show-scenario   302 403 403 403 403 302 302 403
POST applications:add-ring        302 403 403 403 403 422 422 403
POST applications:drop-ring       302 403 403 403 403 302 302 403
POST applications:pin-bid         302 403 403 403 403 422 422 403
GET  applications:choose-view     302 403 403 403 403 200 200 403
POST applications:choose-view     302 403 403 403 403 422 422 403
GET  applications:public-draws    404 404 404 404 404 404 404 404
GET  applications:public-draws told 200 200 200 200 200 200 200 200
GET  applications:draw-file       404 404 404 404 404 404 404 404
GET  applications:draw-file told  200 200 200 200 200 200 200 200
GET  applications:draws           302 403 403 403 403 200 200 403
POST applications:draws           302 403 403 403 403 409 409 403
GET  applications:draw            302 403 403 403 403 200 200 403
POST applications:draw            302 403 403 403 403 422 422 403
POST applications:call-off-draw   302 403 403 403 403 409 409 403
GET  applications:panel-ties      302 403 403 403 200 403 403 403
POST applications:panel-ties      302 403 403 403 302 403 403 403
GET  applications:panel-what-if   302 403 403 403 200 200 200 403
GET  applications:panel-fairness  302 403 403 403 200 200 200 403
GET  applications:meeting         302 404 404 404 200 200 200 404
GET  applications:meeting-now     302 404 404 404 200 200 200 404
POST applications:come            302 404 404 404 302 302 302 404
POST applications:go              302 404 404 404 302 302 302 404
GET  applications:chair           302 404 404 404 403 200 200 404
POST applications:begin-meeting   302 404 404 404 403 409 409 404
POST applications:pause-meeting   302 404 404 404 403 302 302 404
POST applications:end-meeting     302 404 404 404 403 302 302 404
POST applications:go-on           302 404 404 404 403 409 409 404
POST applications:put-on-table    302 404 404 404 403 302 302 404
POST applications:meeting-notes   302 404 404 404 403 302 302 404
POST applications:ask-group       302 404 404 404 403 422 422 404
POST applications:decide-here     302 404 404 404 403 422 422 404
POST applications:take-question-back 302 404 404 404 403 302 302 404
GET  applications:minutes         302 404 404 404 200 200 200 404
POST applications:minutes         302 404 404 404 403 403 403 404
GET  applications:minutes-paper   302 404 404 404 404 404 404 404
GET  applications:panel-question  302 404 200 404 404 404 404 404
POST applications:panel-question  302 404 422 404 404 404 404 404
GET  applications:meetings        302 403 403 403 403 200 200 403
GET  applications:plan-meeting    302 403 403 403 403 200 200 403
POST applications:plan-meeting    302 403 403 403 403 422 422 403
GET  applications:agenda          302 403 403 403 403 200 200 403
POST applications:agenda          302 403 403 403 403 422 422 403
GET  applications:change-meeting  302 403 403 403 403 200 200 403
POST applications:change-meeting  302 403 403 403 403 422 422 403
POST applications:arrange-agenda  302 403 403 403 403 302 302 403
POST applications:drop-item       302 403 403 403 403 302 302 403

GET  applications:round           302 403 403 403 403 200 200 403
POST applications:publish-round   302 403 403 403 403 302 302 403
GET  applications:applications    302 403 403 403 403 200 200 403
GET  applications:ranking         302 403 403 403 403 200 200 403
GET  applications:fairness        302 403 403 403 403 200 200 403
GET  applications:ties            302 403 403 403 403 200 200 403
GET  applications:recuse          302 404 403 404 404 200 200 404
POST applications:recuse          302 404 403 404 404 422 422 404
GET  applications:panel-reply     302 404 403 404 404 200 200 404
POST applications:panel-reply     302 404 403 404 404 422 422 404
GET  applications:redactions      302 404 403 404 404 200 200 404
GET  applications:redact          302 404 403 404 404 200 200 404
POST applications:redact          302 404 403 404 404 422 422 404
POST applications:show-again      302 404 403 404 404 404 404 404
GET  applications:send-back-reading 302 404 404 403 404 403 403 404
POST applications:send-back-reading 302 404 404 403 404 403 403 404
GET  applications:share-out       302 403 403 403 403 200 200 403
POST applications:share-out       302 403 403 403 403 409 409 403
GET  applications:assign-by-file  302 403 403 403 403 200 200 403
POST applications:assign-by-file  302 403 403 403 403 422 422 403
POST applications:give-by-file    302 403 403 403 403 409 409 403
GET  applications:reading-rules   302 403 403 403 403 200 200 403
GET  applications:add-reading-rule 302 403 403 403 403 200 200 403
POST applications:add-reading-rule 302 403 403 403 403 422 422 403
POST applications:give-by-rules   302 403 403 403 403 409 409 403
POST applications:move-reading-rule 302 403 403 403 403 302 302 403
POST applications:drop-reading-rule 302 403 403 403 403 302 302 403
GET  applications:readings-template 302 403 403 403 403 200 200 403
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
GET  reporting:like-mine          302 404 200 404 404 404 404 404
GET  reporting:grant              302 404 200 404 404 404 404 404
POST reporting:accept-grant       302 404 302 404 404 404 404 404
POST reporting:refuse-grant       302 404 302 404 404 404 404 404
GET  reporting:new-story          302 404 200 404 404 404 404 404
POST reporting:new-story          302 404 422 404 404 404 404 404
GET  reporting:story              302 404 200 404 404 200 200 200
POST reporting:withdraw-story     302 404 302 404 404 302 302 403
GET  reporting:ask-teller         302 404 200 404 404 404 404 404
POST reporting:ask-teller         302 404 422 404 404 404 404 404
POST reporting:send-tellers-link  302 404 422 404 404 403 403 403
POST reporting:print-tellers-link 302 404 200 404 404 403 403 403
GET  reporting:send-link-again    302 404 200 404 404 200 200 403
POST reporting:send-link-again    302 404 302 404 404 422 422 403
GET  reporting:story-file         302 404 200 404 404 200 200 200
GET  reporting:write-down         302 404 200 404 404 200 200 200
POST reporting:write-down         302 404 422 404 404 422 422 422
GET  reporting:write-down words   302 404 403 404 404 403 403 403
GET  reporting:stories            200 200 200 200 200 200 200 200
GET  reporting:stories-feed       200 200 200 200 200 200 200 200
GET  reporting:open-stories       200 200 200 200 200 200 200 200
GET  reporting:public-story       200 200 200 200 200 200 200 200
GET  reporting:public-story kept  404 404 404 404 404 404 404 404
GET  reporting:story-photo        404 404 404 404 404 404 404 404
GET  reporting:officer-stories    302 403 403 403 403 200 200 200
GET  reporting:officer-story      302 403 403 403 403 200 200 200
POST reporting:decide-detail      302 403 403 403 403 422 422 422
POST reporting:tag-story          302 403 403 403 403 302 302 302
POST reporting:other-agrees       302 403 403 403 403 302 302 302
GET  reporting:report             302 404 200 404 404 404 404 404
GET  reporting:report-section     302 404 200 404 404 404 404 404
POST reporting:report-section     401 404 302 404 404 404 404 404
GET  reporting:save-report-answer 401 404 200 404 404 404 404 404
POST reporting:save-report-answer 401 404 200 404 404 404 404 404
GET  reporting:report-presence    401 404 200 404 404 404 404 404
GET  reporting:earlier-answers    302 404 200 404 404 404 404 404
GET  reporting:earlier-answers-version 302 404 200 404 404 404 404 404
POST reporting:bring-answers-back 302 404 302 404 404 404 404 404
GET  reporting:report-document    302 404 200 404 404 404 404 404
GET  reporting:report-document handed_in 302 404 200 404 404 200 200 200
POST reporting:remove-report-document 302 404 302 404 404 404 404 404
GET  reporting:figures            302 404 200 404 404 404 404 404
POST reporting:figures            302 404 302 404 404 404 404 404
GET  reporting:figures-sheet      302 404 200 404 404 404 404 404
GET  reporting:send-figures       302 404 200 404 404 404 404 404
POST reporting:send-figures       302 404 422 404 404 404 404 404
POST reporting:save-figures       302 404 409 404 404 404 404 404
GET  reporting:check-report       302 404 200 404 404 404 404 404
POST reporting:share-failures     302 404 302 404 404 404 404 404
POST reporting:hand-in-report     302 404 409 404 404 404 404 404

GET  reporting:officer            302 403 403 403 403 200 200 403
GET  reporting:grants             302 403 403 403 403 200 200 200
GET  reporting:officer-grant      302 403 403 403 403 200 200 200
GET  reporting:reports            302 403 403 403 403 200 200 200
GET  reporting:officer-report     302 403 403 403 403 200 200 200
GET  reporting:handed-in-copy       302 403 403 403 403 200 200 200
POST reporting:accept-report      302 404 403 404 404 422 422 403
POST reporting:send-back-report   302 404 403 404 404 422 422 403
POST reporting:skip-report        302 404 403 404 404 422 422 403
GET  reporting:give-time          302 404 403 404 404 200 200 403
POST reporting:give-time          302 404 403 404 404 422 422 403
GET  reporting:note-contact       302 404 403 404 404 200 200 403
POST reporting:note-contact       302 404 403 404 404 422 422 403
GET  reporting:rate-grant         302 404 403 404 404 200 200 403
POST reporting:rate-grant         302 404 403 404 404 422 422 403
GET  reporting:ask-for-report     302 404 403 404 404 200 200 403
POST reporting:ask-for-report     302 404 403 404 404 422 422 403
POST reporting:tick-off           302 403 403 403 403 302 302 403
GET  reporting:money              302 404 403 404 404 200 200 403
POST reporting:money              302 404 403 404 404 422 422 403
GET  reporting:pay-instalment     302 404 403 404 404 403 200 403
POST reporting:pay-instalment     302 404 403 404 404 403 422 403
POST reporting:drop-instalment    302 404 403 404 404 302 302 403
GET  reporting:spending           302 404 200 404 404 404 404 404
POST reporting:spending           302 404 422 404 404 404 404 404
GET  reporting:report-copy        302 404 200 404 404 404 404 404
GET  reporting:bring-report       302 404 200 404 404 404 404 404
POST reporting:bring-report       302 404 422 404 404 404 404 404
GET  reporting:passages           302 404 200 404 404 404 404 404
POST reporting:passages           302 404 302 404 404 404 404 404
GET  reporting:brought-file       302 404 200 404 404 404 404 404
GET  reporting:brought-file handed_in 302 404 200 404 404 200 200 200
POST reporting:take-passage-back  302 404 302 404 404 404 404 404
POST reporting:take-file-away     302 404 409 404 404 404 404 404
POST reporting:tell-minutes       302 404 422 404 404 404 404 404
GET  reporting:pulses             302 403 403 403 403 200 200 403
POST reporting:pulses             302 403 403 403 403 422 422 403
POST reporting:stop-pulse         302 403 403 403 403 302 302 403
GET  reporting:pulse              302 403 403 403 403 200 200 403
GET  reporting:change-tests       302 404 200 404 404 200 200 200
GET  reporting:plan-test          302 404 200 404 404 403 403 403
POST reporting:plan-test          302 404 422 404 404 403 403 403
GET  reporting:change-site        302 404 200 404 404 403 403 403
POST reporting:change-site        302 404 422 404 404 403 403 403
POST reporting:drop-site          302 404 302 404 404 403 403 403
GET  reporting:project-start      302 404 200 404 404 404 404 404
POST reporting:project-start      302 404 422 404 404 404 404 404
GET  reporting:add-site           302 404 200 404 404 403 403 403
POST reporting:add-site           302 404 422 404 404 403 403 403
GET  reporting:change-test        302 404 200 404 404 200 200 200
POST reporting:change-test        302 404 422 404 404 403 403 403
GET  reporting:change-test walled 302 404 200 404 404 404 404 404
POST reporting:change-test walled 302 404 422 404 404 404 404 404
POST reporting:begin-test         302 404 302 404 404 403 403 403
POST reporting:begin-test walled  302 404 302 404 404 404 404 404
POST reporting:wall-test          302 404 302 404 404 403 403 403
POST reporting:wall-test walled   302 404 302 404 404 404 404 404
GET  reporting:surveys            302 404 200 404 404 200 200 200
GET  reporting:new-survey         302 404 200 404 404 403 403 403
POST reporting:new-survey         302 404 422 404 404 403 403 403
GET  reporting:survey             302 404 200 404 404 200 200 200
GET  reporting:add-survey-item    302 404 200 404 404 403 403 403
POST reporting:add-survey-item    302 404 422 404 404 403 403 403
GET  reporting:change-survey-item 302 404 200 404 404 403 403 403
POST reporting:change-survey-item 302 404 422 404 404 403 403 403
POST reporting:drop-survey-item   302 404 302 404 404 403 403 403
GET  reporting:plan-wave          302 404 200 404 404 403 403 403
POST reporting:plan-wave          302 404 422 404 404 403 403 403
GET  reporting:change-wave        302 404 200 404 404 403 403 403
POST reporting:change-wave        302 404 422 404 404 403 403 403
GET  reporting:fund-surveys       302 403 403 403 403 200 200 200
GET  reporting:new-fund-survey    302 403 403 403 403 200 200 403
POST reporting:new-fund-survey    302 403 403 403 403 422 422 403
GET  reporting:survey ours        302 404 404 404 404 200 200 200
GET  reporting:plan-wave ours     302 404 404 404 404 200 200 403
GET  reporting:answer-survey      200 200 200 200 200 200 200 200
POST reporting:answer-survey      422 422 422 422 422 422 422 422
GET  reporting:answer-survey nonsense 404 404 404 404 404 404 404 404
GET  closures                     302 403 403 403 403 200 200 403
POST closures                     302 403 403 403 403 403 422 403
POST open-again                   302 403 403 403 403 403 302 403
GET  reporting:fund-figures       302 403 403 403 403 200 200 200
GET  reporting:indicator-figures  302 403 403 403 403 200 200 200
GET  reporting:send-list          302 403 403 403 403 200 200 403
POST reporting:send-list          302 403 403 403 403 422 422 403
GET  reporting:list-template      302 403 403 403 403 200 200 403
GET  reporting:figures-list       302 403 403 403 403 200 200 403
POST reporting:write-list         302 403 403 403 403 302 302 403
GET  reporting:indicators         302 403 403 403 403 200 200 403
GET  reporting:new-indicator      302 403 403 403 403 200 200 403
POST reporting:new-indicator      302 403 403 403 403 422 422 403
POST reporting:add-measure        302 403 403 403 403 422 422 403
POST reporting:add-outcome        302 403 403 403 403 422 422 403
GET  reporting:change-indicator   302 403 403 403 403 200 200 403
GET  reporting:ask-where          302 403 403 403 403 200 200 403
POST reporting:ask-where          302 403 403 403 403 422 422 403
POST reporting:change-indicator   302 403 403 403 403 422 422 403
POST reporting:stop-indicator     302 403 403 403 403 302 302 403
GET  reporting:figures-showing    302 403 403 403 403 200 200 403
POST reporting:figures-showing    302 403 403 403 403 422 422 403
GET  reporting:release-figures    302 403 403 403 403 200 200 403
POST reporting:release-figures    302 403 403 403 403 409 409 403
GET  reporting:grant-targets      302 403 403 403 403 200 200 403
POST reporting:grant-targets      302 403 403 403 403 302 302 403
GET  reporting:new-grant-indicator 302 403 403 403 403 200 200 403
POST reporting:new-grant-indicator 302 403 403 403 403 422 422 403
GET  reporting:unlock-figures     302 404 403 404 404 200 200 403
POST reporting:unlock-figures     302 404 403 404 404 422 422 403
POST reporting:lock-figures       302 404 403 404 404 302 302 403
GET  reporting:public-figures     200 200 200 200 200 200 200 200
GET  reporting:desk               302 403 403 403 403 200 200 200
GET  reporting:old-texts          302 403 403 403 403 200 200 200
GET  reporting:bring-old-text     302 403 403 403 403 200 200 200
POST reporting:bring-old-text     302 403 403 403 403 422 422 422
GET  reporting:old-collection     302 403 403 403 403 200 200 200
POST reporting:draft-collection   302 403 403 403 403 302 302 302
GET  reporting:old-text           302 403 403 403 403 200 200 200
POST reporting:old-text           302 403 403 403 403 422 422 422
GET  reporting:old-text taken     302 403 403 403 403 200 200 200
POST reporting:old-text taken     302 403 403 403 403 403 403 403
POST reporting:take-guesses       302 403 403 403 403 302 302 302
POST reporting:take-text-back     302 403 403 403 403 302 302 302
POST reporting:use-text-again     302 403 403 403 403 403 403 403
POST reporting:use-text-again taken 302 403 403 403 403 302 302 302
GET  reporting:learning-model     302 403 403 403 403 200 200 403
POST reporting:learning-model     302 403 403 403 403 409 409 403
GET  reporting:method             302 403 403 403 403 200 200 200
POST reporting:method             302 403 403 403 403 422 422 403
GET  reporting:draft              302 403 403 403 403 200 200 200
POST reporting:draft              302 403 403 403 403 422 422 422
GET  reporting:edit-summary       302 404 404 404 404 200 200 200
POST reporting:settle-detail      302 404 404 404 404 403 422 422
GET  reporting:own-summary        302 404 404 404 404 403 200 200
POST reporting:own-summary        302 404 404 404 404 403 302 302
POST reporting:take-summary       302 404 404 404 404 403 302 302
GET  reporting:merge-statement    302 404 404 404 404 403 200 200
POST reporting:merge-statement    302 404 404 404 404 403 422 422
POST reporting:take-apart         302 404 404 404 404 403 409 409
POST reporting:move-statement     302 404 404 404 404 403 302 302
POST reporting:move-statement sideways 302 404 404 404 404 403 404 404
GET  reporting:name-statement     302 404 404 404 404 403 200 200
POST reporting:name-statement     302 404 404 404 404 403 422 422
GET  reporting:regrade-statement  302 404 404 404 404 403 200 200
POST reporting:regrade-statement  302 404 404 404 404 403 422 422
GET  reporting:compare-summary    302 404 404 404 404 404 404 404
GET  reporting:compare-summary second 302 404 404 404 404 200 200 200
POST reporting:carry-over         302 404 404 404 404 403 302 302
POST reporting:ask-projects       302 404 404 404 404 403 302 302
GET  reporting:reply-to-comment   302 404 404 404 404 403 200 200
POST reporting:reply-to-comment   302 404 404 404 404 403 422 422
GET  reporting:ask-sign-off       302 404 404 404 404 403 200 200
POST reporting:ask-sign-off       302 404 404 404 404 403 422 422
POST reporting:still-right        302 403 403 403 403 403 302 302
POST reporting:refresh-summary    302 403 403 403 403 403 302 302
GET  reporting:archive-summary    302 403 403 403 403 403 200 200
POST reporting:archive-summary    302 403 403 403 403 403 422 422
POST reporting:retry-draft        302 403 403 403 403 302 302 302
GET  reporting:review-learning    302 404 200 404 404 404 404 404
POST reporting:review-learning    302 404 422 404 404 404 404 404
GET  reporting:lived              302 403 403 403 403 403 403 403
GET  reporting:lived-review       302 404 404 404 404 404 404 404
POST reporting:lived-review       302 404 404 404 404 404 404 404
GET  reporting:summary archived   200 200 200 200 200 200 200 200
POST reporting:statement          302 404 404 404 404 403 302 302
POST reporting:tick-statement     302 404 404 404 404 403 302 302
POST reporting:tick-statement passed 302 404 404 404 404 403 409 409
POST reporting:approve            302 404 404 404 404 403 403 403
POST reporting:reopen             302 404 404 404 404 403 302 302
POST reporting:publish            302 404 404 404 404 403 302 302
POST reporting:withdraw-summary   302 403 403 403 403 403 302 302
GET  reporting:library            200 200 200 200 200 200 200 200
GET  reporting:summary            200 200 200 200 200 200 200 200
GET  reporting:summary drafted    404 404 404 404 404 404 404 404
GET  reporting:summary-file           200 200 200 200 200 200 200 200
GET  reporting:summary-text           200 200 200 200 200 200 200 200
GET  reporting:summary-json           200 200 200 200 200 200 200 200
GET  reporting:summary-csv            200 200 200 200 200 200 200 200
GET  reporting:share-card             200 200 200 200 200 200 200 200
GET  reporting:summary-email          200 200 200 200 200 200 200 200
GET  reporting:summary-share          200 200 200 200 200 200 200 200
GET  reporting:summary-easy           200 200 200 200 200 200 200 200
GET  reporting:learning-json          200 200 200 200 200 200 200 200
GET  reporting:learning-atom          200 200 200 200 200 200 200 200
GET  reporting:summary-easy drafted   404 404 404 404 404 404 404 404
GET  reporting:easy-lines             302 404 404 404 404 200 200 200
POST reporting:easy-lines             302 404 404 404 404 403 422 422
POST reporting:note-easy-check        302 403 403 403 403 403 422 422
GET  reporting:projects           200 200 200 200 200 200 200 200
GET  reporting:project            200 200 200 200 200 200 200 200

GET  set-up-kept                  302 403 403 403 403 200 200 403
POST set-up-kept                  302 403 403 403 403 302 302 403
GET  applications:letter-templates 302 403 403 403 403 200 200 403
GET  applications:letter-template 302 403 403 403 403 200 200 403
POST applications:letter-template 302 403 403 403 403 422 422 403
GET  applications:letter-template sized 302 403 403 403 403 200 200 403
GET  applications:letter-template unknown 302 403 403 403 403 404 404 403
POST applications:drop-letter-template 302 403 403 403 403 302 302 403
GET  applications:outbox          302 403 403 403 403 200 200 403
GET  applications:outgoing        302 404 403 404 404 200 200 404
GET  applications:outgoing undecided 302 404 403 404 404 403 403 404
GET  applications:edit-letter     302 404 403 404 404 200 200 404
POST applications:edit-letter     302 404 403 404 404 422 422 404
POST applications:look-at-letter  302 404 403 404 404 302 302 404
POST applications:put-letter-back 302 404 403 404 404 302 302 404
GET  applications:telling-rules   302 403 403 403 403 200 200 403
POST applications:telling-rules   302 403 403 403 403 422 422 403
POST applications:freeze-awards   302 403 403 403 403 302 302 403
GET  applications:award-paper     302 403 403 403 403 200 200 403
POST applications:award-paper     302 403 403 403 403 403 409 403
GET  applications:approval-file   302 403 403 403 403 200 200 403
GET  applications:public-words    302 403 403 403 403 200 200 403
POST applications:look-through-public-words 302 403 403 403 403 302 302 403
POST applications:settle-public-words 302 404 403 404 404 422 422 404
GET  applications:plan-announcement 302 403 403 403 403 403 200 403
POST applications:plan-announcement 302 403 403 403 403 403 422 403
POST applications:call-off-announcement 302 403 403 403 403 403 302 403
GET  applications:feedback        302 404 403 404 404 200 200 404
POST applications:feedback        302 404 403 404 404 302 302 404
POST applications:check-feedback  302 404 403 404 404 302 302 404
GET  applications:reserve         302 403 403 403 403 200 200 403
POST applications:reserve         302 403 403 403 403 409 422 403
POST applications:end-reserve     302 403 403 403 403 403 302 403
GET  applications:end-offer       302 404 403 404 404 200 200 404
POST applications:end-offer       302 404 403 404 404 422 422 404
POST applications:promote         302 404 403 404 404 403 302 404
GET  applications:appeal          302 404 200 404 404 404 404 404
POST applications:appeal          302 404 422 404 404 404 404 404
GET  applications:appeal unheard  302 404 403 404 404 404 404 404
POST applications:withdraw-appeal 302 404 302 404 404 403 403 404
GET  applications:appeals         302 403 403 403 403 200 200 403
GET  applications:officer-appeal  302 403 403 403 403 200 200 403
POST applications:officer-appeal  302 403 403 403 403 422 403 403
POST applications:take-appeal     302 403 403 403 403 403 302 403
GET  applications:change-after-appeal 302 403 403 403 403 403 200 403
POST applications:change-after-appeal 302 403 403 403 403 403 422 403
GET  applications:enter-appeal    302 404 403 404 404 200 200 404
POST applications:enter-appeal    302 404 403 404 404 422 422 404

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
GET  applications:bid-paper       302 404 404 200 404 404 404 404
GET  applications:bid-paper gate  302 404 404 403 404 404 404 404
GET  applications:panel-paper     302 403 403 403 403 403 403 403
GET  applications:score-sheet     302 404 404 200 404 404 404 404
GET  applications:score-sheet gate 302 404 404 403 404 404 404 404
GET  applications:offline         302 403 403 200 403 403 403 403
POST applications:offline         302 403 403 422 403 403 403 403
POST applications:make-offline    302 403 403 302 403 403 403 403
GET  applications:offline-pack    302 403 403 200 403 403 403 403
GET  applications:score-workbook  302 403 403 200 403 403 403 403
GET  applications:uploaded-scores 302 403 403 200 403 403 403 403
POST applications:uploaded-scores 302 403 403 200 403 403 403 403
GET  applications:panel-pack      302 403 403 403 200 403 403 403
POST applications:panel-pack      302 403 403 403 409 403 403 403
GET  applications:panel-pack-file 302 403 403 403 404 403 403 403
GET  applications:score-sheets    302 403 403 403 403 200 200 403
POST applications:score-sheets    302 403 403 403 403 422 422 403
POST applications:upload-for      302 403 403 403 403 422 422 403
GET  applications:uploaded-for    302 403 403 403 403 404 404 403
POST applications:uploaded-for    302 403 403 403 403 404 404 403
GET  applications:type-sheet      302 403 403 403 403 409 200 403
POST applications:type-sheet      302 403 403 403 403 409 302 403
GET  applications:sheet-scan      302 403 403 403 403 200 200 403
GET  applications:paper-for       302 403 403 403 403 200 200 403
POST applications:paper-for       302 403 403 403 403 422 422 403
GET  applications:ties-sheet-for  302 403 403 403 403 200 200 403
GET  applications:order-for       302 403 403 403 403 404 404 403
POST applications:order-for       302 403 403 403 403 404 404 403
POST applications:make-pack-for   302 403 403 403 403 302 302 403
GET  applications:pack-for        302 403 403 403 403 200 200 403

GET  reporting:learning-events        302 403 403 403 403 200 200 403
GET  reporting:plan-event             302 403 403 403 403 200 200 403
POST reporting:plan-event             302 403 403 403 403 422 422 403
GET  reporting:learning-event         302 403 403 403 403 200 200 403
GET  reporting:change-event           302 403 403 403 403 200 200 403
POST reporting:change-event           302 403 403 403 403 422 422 403
GET  reporting:event-questions        302 403 403 403 403 200 200 403
POST reporting:event-questions        302 403 403 403 403 302 302 403
GET  reporting:invite-to-event        302 403 403 403 403 200 200 403
POST reporting:invite-to-event        302 403 403 403 403 200 200 403
GET  reporting:event-answers          302 403 403 403 403 200 200 403
POST reporting:event-answers          302 403 403 403 403 409 409 403
GET  reporting:event-sheet            302 403 403 403 403 200 200 403
GET  reporting:event-attendance       302 403 403 403 403 200 200 403
POST reporting:event-attendance       302 403 403 403 403 302 302 403
GET  reporting:call-off-event         302 403 403 403 403 200 200 403
POST reporting:call-off-event         302 403 403 403 403 422 422 403
GET  reporting:event-board            302 403 403 403 403 200 200 403
POST reporting:event-board            302 403 403 403 403 422 422 403
GET  reporting:new-event-theme        302 403 403 403 403 200 200 403
POST reporting:new-event-theme        302 403 403 403 403 422 422 403
GET  reporting:new-event-card         302 403 403 403 403 200 200 403
POST reporting:new-event-card         302 403 403 403 403 422 422 403
GET  reporting:event-theme            302 403 403 403 403 200 200 403
POST reporting:event-theme            302 403 403 403 403 422 422 403
POST reporting:drop-event-theme       302 403 403 403 403 409 409 403
POST reporting:shift-event-theme      302 403 403 403 403 302 302 403
GET  reporting:write-event-theme      302 403 403 403 403 200 200 403
POST reporting:write-event-theme      302 403 403 403 403 302 302 403
GET  reporting:event-card             302 403 403 403 403 200 200 403
POST reporting:event-card             302 403 403 403 403 302 302 403
GET  reporting:event-card-photo       302 403 403 403 403 200 200 403
POST reporting:settle-event           302 403 403 403 403 422 422 403
POST reporting:settle-theme           302 403 403 403 403 422 422 403
POST reporting:decide-card            302 403 403 403 403 422 422 403
GET  reporting:event-draft            302 403 403 403 403 200 200 403
POST reporting:event-draft            302 403 403 403 403 422 422 403
GET  reporting:event-draft checked    302 403 403 403 403 200 200 403
GET  reporting:event-draft final      302 403 403 403 403 200 200 403
POST reporting:reply-to-check         302 403 403 403 403 422 422 403
POST reporting:finish-event           302 403 403 403 403 302 302 403
POST reporting:publish-event          302 403 403 403 403 302 302 403
POST reporting:take-down-event        302 403 403 403 403 302 302 403
GET  reporting:my-event               302 404 200 404 404 404 404 404
POST reporting:my-event               302 404 404 404 404 404 404 404
POST reporting:my-event said          302 404 422 404 404 404 404 404
GET  private-link event               200 200 200 200 200 200 200 200
POST private-link event               422 422 422 422 422 422 422 422
GET  reporting:enter-code             200 200 200 200 200 200 200 200
POST reporting:enter-code             422 422 422 422 422 422 422 422
GET  reporting:card                   200 200 200 200 200 200 200 200
POST reporting:card                   422 422 422 422 422 422 422 422
GET  reporting:card unknown           404 404 404 404 404 404 404 404
GET  reporting:public-event           200 200 200 200 200 200 200 200
GET  reporting:public-event unfinished 404 404 404 404 404 404 404 404
GET  reporting:talk-to-them           200 200 200 200 200 200 200 200
POST reporting:talk-to-them           422 422 422 422 422 422 422 422
GET  reporting:talk-to-them drafted   404 404 404 404 404 404 404 404
GET  reporting:talk-to-one            200 200 200 200 200 200 200 200
POST reporting:talk-to-one            422 422 422 422 422 422 422 422
GET  reporting:talk-to-one elsewhere  404 404 404 404 404 404 404 404
GET  reporting:try-with-one           200 200 200 200 200 200 200 200
POST reporting:try-with-one           422 422 422 422 422 422 422 422
GET  reporting:try-this               200 200 200 200 200 200 200 200
POST reporting:try-this               422 422 422 422 422 422 422 422
GET  private-link spread              200 200 200 200 200 200 200 200
POST private-link spread              422 422 422 422 422 422 422 422
GET  reporting:spread                 302 403 403 403 403 200 200 200
POST reporting:confirm-spread         302 403 403 403 403 302 302 302
POST reporting:confirm-spread young   302 403 403 403 403 403 403 403
GET  reporting:tag-grant              302 404 403 404 404 200 200 200
POST reporting:tag-grant              302 404 403 404 404 422 422 422
GET  reporting:record-spread          302 403 403 403 403 200 200 200
POST reporting:record-spread          302 403 403 403 403 422 422 422
GET  reporting:grant-spread           302 404 200 404 404 404 404 404
POST reporting:confirm-own-spread     302 404 302 404 404 404 404 404
"""

ROWS = [line.split() for line in TABLE.splitlines() if line.strip()]
PARTS = 9  # so that many processes walk through at once
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
    "applications:ask-reading-pay": lambda w: {"slug": w.closed_round.slug},
    "applications:withdraw-claim": lambda w: {"pk": w.claim.pk},
    "applications:claim-receipt": lambda w: {"pk": w.claim.pk},
    "applications:claim": lambda w: {"pk": w.claim.pk},
    "applications:agree-to-claim": lambda w: {"pk": w.claim.pk},
    "applications:turn-claim-down": lambda w: {"pk": w.claim.pk},
    "applications:pay-claim": lambda w: {"pk": w.agreed_claim.pk},
    "ask-reader-again": lambda w: {"pk": w.reader_asked.pk},
    "take-asking-back": lambda w: {"pk": w.reader_asked.pk},
    "private-link reader": lambda w: {"token": w.reader_token},
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
    "settle-answer": lambda w: {"pk": w.shown_answer.pk, "detail_pk": w.answer_detail.pk},
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
    "data-complaint": lambda w: {"pk": w.data_complaint.pk},
    "acknowledge-data-complaint": lambda w: {"pk": w.data_complaint.pk},
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
    "reporting:like-mine": lambda w: {"pk": w.draft.pk},
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
    "applications:autosave-scores": lambda w: {"pk": w.to_score.pk},
    "applications:reopen-assessment": lambda w: {"pk": w.to_score.pk},
    "applications:own-order": lambda w: {"slug": w.closed_round.slug},
    "applications:panel-reply": lambda w: {"pk": w.bid.pk, "question": w.held_reply.pk},
    "applications:redactions": lambda w: {"pk": w.bid.pk},
    "applications:redact": lambda w: {"pk": w.bid.pk, "place": str(question_of(w, "what"))},
    "applications:show-again": lambda w: {"pk": w.bid.pk, "place": str(question_of(w, "what"))},
    "applications:send-back-reading": lambda w: {"pk": w.to_score.pk},
    "set-up-readers": lambda w: {"slug": w.draft_round.slug},
    "set-up-part phases": lambda w: {"slug": w.draft_round.slug, "part": "phases"},
    "applications:meeting": lambda w: {"pk": w.meeting.pk},
    "applications:meeting-now": lambda w: {"pk": w.meeting.pk},
    "applications:come": lambda w: {"pk": w.meeting.pk, "person": w.member.pk},
    "applications:go": lambda w: {"pk": w.meeting.pk, "person": w.member.pk},
    "applications:chair": lambda w: {"pk": w.meeting.pk},
    "applications:begin-meeting": lambda w: {"pk": w.meeting.pk},
    "applications:pause-meeting": lambda w: {"pk": w.meeting.pk},
    "applications:end-meeting": lambda w: {"pk": w.meeting.pk},
    "applications:go-on": lambda w: {"pk": w.meeting.pk},
    "applications:put-on-table": lambda w: {"pk": w.meeting.pk, "item": w.item.pk},
    "applications:meeting-notes": lambda w: {"pk": w.meeting.pk, "item": w.item.pk},
    "applications:ask-group": lambda w: {"pk": w.meeting.pk, "item": w.item.pk},
    "applications:decide-here": lambda w: {"pk": w.meeting.pk, "item": w.item.pk},
    "applications:take-question-back": lambda w: {"pk": w.meeting.pk, "question": w.panel_question.pk},
    "applications:minutes": lambda w: {"pk": w.meeting.pk},
    "applications:minutes-paper": lambda w: {"pk": w.meeting.pk, "kind": "pdf"},
    "applications:panel-question": lambda w: {"pk": w.bid.pk, "question": w.panel_question.pk},
    "applications:meetings": lambda w: {"slug": w.closed_round.slug},
    "applications:plan-meeting": lambda w: {"slug": w.closed_round.slug},
    "applications:agenda": lambda w: {"pk": w.meeting.pk},
    "applications:change-meeting": lambda w: {"pk": w.meeting.pk},
    "applications:arrange-agenda": lambda w: {"pk": w.meeting.pk},
    "applications:drop-item": lambda w: {"pk": w.meeting.pk, "item": w.spare_item.pk},
    "applications:scenarios": lambda w: {"slug": w.closed_round.slug},
    "applications:new-scenario": lambda w: {"slug": w.closed_round.slug},
    "applications:scenario": lambda w: {"pk": w.scenario.pk},
    "applications:change-scenario": lambda w: {"pk": w.scenario.pk},
    "applications:copy-scenario": lambda w: {"pk": w.scenario.pk},
    "applications:drop-scenario": lambda w: {"pk": w.scenario.pk},
    "applications:show-scenario": lambda w: {"pk": w.scenario.pk},
    "applications:add-ring": lambda w: {"pk": w.scenario.pk},
    "applications:drop-ring": lambda w: {"pk": w.scenario.pk, "ring": w.scenario.rings.get().pk},
    "applications:pin-bid": lambda w: {"pk": w.scenario.pk},
    "applications:choose-view": lambda w: {"slug": w.closed_round.slug},
    "applications:draws": lambda w: {"slug": w.closed_round.slug},
    "applications:draw": lambda w: {"pk": w.draw.pk},
    "applications:call-off-draw": lambda w: {"pk": w.draw.pk},
    "applications:panel-ties": lambda w: {"slug": w.closed_round.slug},
    "applications:public-draws": lambda w: {"slug": w.closed_round.slug},
    "applications:public-draws told": lambda w: {"slug": w.draw_told.round.slug},
    "applications:draw-file": lambda w: {"slug": w.closed_round.slug, "pk": w.draw.pk},
    "applications:draw-file told": lambda w: {"slug": w.draw_told.round.slug, "pk": w.draw_told.pk},
    "applications:panel-what-if": lambda w: {"slug": w.closed_round.slug},
    "applications:panel-fairness": lambda w: {"slug": w.closed_round.slug},
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
    "applications:assign-by-file": lambda w: {"slug": w.closed_round.slug},
    "applications:give-by-file": lambda w: {"slug": w.closed_round.slug},
    "applications:readings-template": lambda w: {"slug": w.closed_round.slug},
    "applications:reading-rules": lambda w: {"slug": w.closed_round.slug},
    "applications:add-reading-rule": lambda w: {"slug": w.closed_round.slug},
    "applications:give-by-rules": lambda w: {"slug": w.closed_round.slug},
    "applications:move-reading-rule": lambda w: {"slug": w.closed_round.slug, "pk": w.reading_rule.pk},
    "applications:drop-reading-rule": lambda w: {"slug": w.closed_round.slug, "pk": w.reading_rule.pk},
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
    "private-link story": lambda w: {"token": w.story_token},
    "private-link narrowed": lambda w: {"token": w.story_token},
    "reporting:ask-teller": lambda w: {"pk": w.running.pk},
    "reporting:send-tellers-link": lambda w: {"pk": w.waiting_story.pk},
    "reporting:print-tellers-link": lambda w: {"pk": w.waiting_story.pk},
    "reporting:send-link-again": lambda w: {"pk": w.asked_story.pk},
    "reporting:story-file": lambda w: {"pk": w.waiting_story.pk, "kind": "photo"},
    "reporting:write-down": lambda w: {"pk": w.heard_story.pk},
    "reporting:write-down words": lambda w: {"pk": w.story.pk},
    "reporting:public-story": lambda w: {"pk": w.story.pk},
    "reporting:public-story kept": lambda w: {"pk": w.waiting_story.pk},
    "reporting:story-photo": lambda w: {"pk": w.waiting_story.pk},
    "reporting:officer-story": lambda w: {"pk": w.waiting_story.pk},
    "reporting:decide-detail": lambda w: {"pk": w.waiting_story.pk, "detail_pk": w.story_detail.pk},
    "reporting:tag-story": lambda w: {"pk": w.waiting_story.pk},
    "reporting:other-agrees": lambda w: {"pk": w.waiting_story.pk, "other_pk": w.story_other.pk},
    "reporting:report": lambda w: {"pk": w.report_due.pk},
    "reporting:report-section": lambda w: {"pk": w.report_due.pk, "code": "did"},
    "reporting:share-failures": lambda w: {"pk": w.report_due.pk},
    "reporting:save-report-answer": lambda w: {"pk": w.report_due.pk, "code": "did"},
    "reporting:report-presence": lambda w: {"pk": w.report_due.pk, "code": "did"},
    "reporting:earlier-answers": lambda w: {"pk": w.report_due.pk, "code": "did"},
    "reporting:earlier-answers-version": lambda w: {"pk": w.report_due.pk, "code": "did", "number": w.report_version},
    "reporting:bring-answers-back": lambda w: {"pk": w.report_due.pk, "code": "did", "number": w.report_version},
    "reporting:report-document": lambda w: {"pk": w.report_file.pk},
    "reporting:report-document handed_in": lambda w: {"pk": w.report_handed_in.documents.get().pk},
    "reporting:remove-report-document": lambda w: {"pk": w.report_due.pk, "document_pk": w.report_file.pk},
    "reporting:figures": lambda w: {"pk": w.report_due.pk},
    "reporting:check-report": lambda w: {"pk": w.report_due.pk},
    "reporting:hand-in-report": lambda w: {"pk": w.report_due.pk},
    "reporting:officer-grant": lambda w: {"pk": w.running.pk},
    "reporting:officer-report": lambda w: {"pk": w.report_handed_in.pk},
    "reporting:handed-in-copy": lambda w: {"pk": w.report_handed_in.pk, "kind": "word"},
    "reporting:accept-report": lambda w: {"pk": w.report_handed_in.pk},
    "reporting:send-back-report": lambda w: {"pk": w.report_handed_in.pk},
    "reporting:skip-report": lambda w: {"pk": w.report_due.pk},
    "reporting:give-time": lambda w: {"pk": w.report_due.pk},
    "reporting:note-contact": lambda w: {"pk": w.running.pk},
    "reporting:rate-grant": lambda w: {"pk": w.running.pk},
    "reporting:ask-for-report": lambda w: {"pk": w.running.pk},
    "reporting:tick-off": lambda w: {"pk": w.contact.pk},
    "reporting:spending": lambda w: {"pk": w.report_of_money.pk},
    "reporting:change-tests": lambda w: {"pk": w.running.pk},
    "reporting:plan-test": lambda w: {"pk": w.running.pk},
    "reporting:change-site": lambda w: {"pk": w.running.sites.get().pk},
    "reporting:drop-site": lambda w: {"pk": w.running.sites.get().pk},
    "reporting:project-start": lambda w: {"pk": w.running.pk},
    "reporting:add-site": lambda w: {"pk": w.running.pk},
    "reporting:change-test": lambda w: {"pk": w.change_test.pk},
    "reporting:change-test walled": lambda w: {"pk": w.walled_test.pk},
    "reporting:begin-test": lambda w: {"pk": w.change_test.pk},
    "reporting:begin-test walled": lambda w: {"pk": w.walled_test.pk},
    "reporting:wall-test": lambda w: {"pk": w.change_test.pk},
    "reporting:wall-test walled": lambda w: {"pk": w.walled_test.pk},
    "reporting:tell-minutes": lambda w: {"pk": w.report_handed_in.pk},
    "reporting:bring-report": lambda w: {"pk": w.report_due.pk},
    "reporting:passages": lambda w: {"pk": w.brought.report_id, "brought_pk": w.brought.pk},
    "reporting:brought-file": lambda w: {"pk": w.brought.report_id, "brought_pk": w.brought.pk},
    "reporting:brought-file handed_in": lambda w: {
        "pk": w.brought_handed_in.report_id,
        "brought_pk": w.brought_handed_in.pk,
    },
    "reporting:take-passage-back": lambda w: {
        "pk": w.brought.report_id,
        "passage_pk": w.brought.passages.get(placing__isnull=False).pk,
    },
    "reporting:old-collection": lambda w: {"pk": w.old_text.collection_id},
    "reporting:draft-collection": lambda w: {"pk": w.old_text.collection_id},
    "reporting:old-text": lambda w: {"pk": w.old_text.pk},
    "reporting:old-text taken": lambda w: {"pk": w.old_text_taken.pk},
    "reporting:take-guesses": lambda w: {"pk": w.old_text.pk},
    "reporting:take-text-back": lambda w: {"pk": w.old_text.pk},
    "reporting:use-text-again": lambda w: {"pk": w.old_text.pk},
    "reporting:use-text-again taken": lambda w: {"pk": w.old_text_taken.pk},
    "reporting:take-file-away": lambda w: {"pk": w.brought.report_id, "brought_pk": w.brought.pk},
    "reporting:surveys": lambda w: {"pk": w.running.pk},
    "reporting:new-survey": lambda w: {"pk": w.running.pk},
    **{f"reporting:{name}": lambda w: {"pk": w.wave.survey_id} for name in ("survey", "add-survey-item", "plan-wave")},
    "reporting:survey ours": lambda w: {"pk": w.fund_survey.pk},
    "reporting:plan-wave ours": lambda w: {"pk": w.fund_survey.pk},
    "reporting:change-survey-item": lambda w: {"pk": w.wave.survey.items.all()[0].pk},
    "reporting:drop-survey-item": lambda w: {"pk": w.wave.survey.items.all()[0].pk},
    "reporting:change-wave": lambda w: {"pk": w.wave.pk},
    "reporting:answer-survey": lambda w: {"code": w.wave.code},
    "reporting:answer-survey nonsense": lambda w: {"code": "nobody-made-this"},
    "reporting:pulse": lambda w: {"pk": w.pulse.pk},
    "reporting:stop-pulse": lambda w: {"pk": w.pulse.pk},
    "reporting:report-copy": lambda w: {"pk": w.report_due.pk, "kind": "word"},
    "reporting:money": lambda w: {"pk": w.running.pk},
    "reporting:pay-instalment": lambda w: {"pk": w.instalment.pk},
    "reporting:drop-instalment": lambda w: {"pk": w.instalment.pk},
    "open-again": lambda w: {"pk": w.closure.pk},
    "reporting:change-indicator": lambda w: {"pk": w.indicator.pk},
    "reporting:ask-where": lambda w: {"pk": w.indicator.pk},
    "reporting:stop-indicator": lambda w: {"pk": w.indicator.pk},
    "reporting:grant-targets": lambda w: {"pk": w.running.pk},
    "reporting:new-grant-indicator": lambda w: {"pk": w.running.pk},
    "reporting:unlock-figures": lambda w: {"pk": w.report_accepted.pk},
    "reporting:lock-figures": lambda w: {"pk": w.report_unlocked.pk},
    "reporting:figures-sheet": lambda w: {"pk": w.report_due.pk},
    "reporting:send-figures": lambda w: {"pk": w.report_due.pk},
    "reporting:save-figures": lambda w: {"pk": w.report_due.pk},
    "reporting:figures-list": lambda w: {"pk": w.figures_import.pk},
    "reporting:write-list": lambda w: {"pk": w.figures_import.pk},
    "reporting:indicator-figures": lambda w: {"pk": w.indicator.pk},
    "reporting:edit-summary": lambda w: {"pk": w.drafted.pk},
    "reporting:settle-detail": lambda w: {"pk": w.drafted.pk, "detail_pk": w.summary_detail.pk},
    "reporting:own-summary": lambda w: {"pk": w.drafted.pk},
    "reporting:take-summary": lambda w: {"pk": w.drafted.pk},
    "reporting:merge-statement": lambda w: {"pk": w.drafted.pk, "statement_pk": w.statement.pk},
    "reporting:take-apart": lambda w: {"pk": w.drafted.pk, "statement_pk": w.statement.pk},
    "reporting:move-statement": lambda w: {"pk": w.drafted.pk, "statement_pk": w.statement.pk, "way": "up"},
    "reporting:move-statement sideways": lambda w: {"pk": w.drafted.pk, "statement_pk": w.statement.pk, "way": "left"},
    "reporting:name-statement": lambda w: {"pk": w.drafted.pk, "statement_pk": w.statement.pk},
    "reporting:regrade-statement": lambda w: {"pk": w.drafted.pk, "statement_pk": w.statement.pk},
    "reporting:compare-summary": lambda w: {"pk": w.drafted.pk},
    "reporting:compare-summary second": lambda w: {"pk": w.second.pk},
    "reporting:carry-over": lambda w: {"pk": w.second.pk},
    "reporting:ask-projects": lambda w: {"pk": w.edited.pk},
    "reporting:reply-to-comment": lambda w: {"pk": w.with_projects.pk, "comment_pk": w.review_comment.pk},
    "reporting:ask-sign-off": lambda w: {"pk": w.with_projects.pk},
    "reporting:still-right": lambda w: {"pk": w.published.pk},
    "reporting:refresh-summary": lambda w: {"pk": w.published.pk},
    "reporting:archive-summary": lambda w: {"pk": w.published.pk},
    "reporting:retry-draft": lambda w: {"pk": w.parked_job.pk},
    "reporting:review-learning": lambda w: {"pk": w.project_review.pk},
    "reporting:lived-review": lambda w: {"pk": w.lived_review.pk},
    "reporting:summary archived": lambda w: {"slug": w.archived.slug},
    "reporting:statement": lambda w: {"pk": w.drafted.pk, "statement_pk": w.statement.pk},
    "reporting:tick-statement": lambda w: {"pk": w.doubtful.summary_id, "statement_pk": w.doubtful.pk},
    "reporting:tick-statement passed": lambda w: {"pk": w.drafted.pk, "statement_pk": w.statement.pk},
    "reporting:approve": lambda w: {"pk": w.drafted.pk},
    "reporting:reopen": lambda w: {"pk": w.approved.pk},
    "reporting:publish": lambda w: {"pk": w.approved.pk},
    "reporting:withdraw-summary": lambda w: {"pk": w.published.pk},
    "reporting:summary": lambda w: {"slug": w.published.slug},
    "reporting:summary drafted": lambda w: {"slug": w.drafted.slug},
    "reporting:summary-file": lambda w: {"slug": w.published.slug, "file": "summary.pdf"},
    "reporting:summary-text": lambda w: {"slug": w.published.slug},
    "reporting:summary-json": lambda w: {"slug": w.published.slug},
    "reporting:summary-csv": lambda w: {"slug": w.published.slug},
    "reporting:share-card": lambda w: {"slug": w.published.slug},
    "reporting:summary-email": lambda w: {"slug": w.published.slug},
    "reporting:summary-share": lambda w: {"slug": w.published.slug},
    "reporting:summary-easy": lambda w: {"slug": w.published.slug},
    "reporting:summary-easy drafted": lambda w: {"slug": w.drafted.slug},
    "reporting:easy-lines": lambda w: {"pk": w.drafted.pk},
    "reporting:note-easy-check": lambda w: {"pk": w.published.pk},
    "reporting:project": lambda w: {"reference": w.running.reference},
    "set-up-kept": lambda w: {"slug": w.closed_round.slug},
    "applications:letter-templates": lambda w: {"slug": w.closed_round.slug},
    "applications:letter-template": lambda w: {"slug": w.closed_round.slug, "kind": "award"},
    "applications:letter-template sized": lambda w: {"slug": w.closed_round.slug, "kind": "award", "tier": "small"},
    "applications:letter-template unknown": lambda w: {"slug": w.closed_round.slug, "kind": "maybe"},
    "applications:drop-letter-template": lambda w: {"pk": w.letter_words.pk},
    "applications:outbox": lambda w: {"slug": w.closed_round.slug},
    "applications:outgoing": lambda w: {"pk": w.decided.pk},
    "applications:outgoing undecided": lambda w: {"pk": w.bid.pk},
    "applications:edit-letter": lambda w: {"pk": w.decided.pk},
    "applications:look-at-letter": lambda w: {"pk": w.decided.pk},
    "applications:put-letter-back": lambda w: {"pk": w.decided.pk},
    "applications:telling-rules": lambda w: {"slug": w.closed_round.slug},
    "applications:freeze-awards": lambda w: {"slug": w.decided.round.slug},
    "applications:public-words": lambda w: {"slug": w.decided.round.slug},
    "applications:look-through-public-words": lambda w: {"slug": w.decided.round.slug},
    "applications:settle-public-words": lambda w: {"pk": w.decided.pk, "detail_pk": w.public_detail.pk},
    "applications:plan-announcement": lambda w: {"slug": w.decided.round.slug},
    "applications:call-off-announcement": lambda w: {"slug": w.decided.round.slug},
    "applications:feedback": lambda w: {"pk": w.bid.pk},
    "applications:check-feedback": lambda w: {"pk": w.bid.pk},
    "applications:reserve": lambda w: {"slug": w.on_reserve.round.slug},
    "applications:end-reserve": lambda w: {"slug": w.on_reserve.round.slug},
    "applications:end-offer": lambda w: {"pk": w.offered.application_id},
    "applications:promote": lambda w: {"pk": w.on_reserve.pk},
    "applications:appeal": lambda w: {"pk": w.on_reserve.pk},
    "applications:appeal unheard": lambda w: {"pk": w.bid.pk},
    "applications:withdraw-appeal": lambda w: {"pk": w.appeal.pk},
    "applications:officer-appeal": lambda w: {"pk": w.appeal.pk},
    "applications:take-appeal": lambda w: {"pk": w.appeal.pk},
    "applications:change-after-appeal": lambda w: {"pk": w.upheld.pk},
    "applications:enter-appeal": lambda w: {"pk": w.on_reserve.pk},
    "applications:award-paper": lambda w: {"pk": w.award_paper.pk},
    "applications:approval-file": lambda w: {"pk": w.award_paper.pk},
    "account_reset_password_from_key": lambda w: {"uidb36": "1", "key": "nonsense"},
    "mfa_remove_webauthn": lambda w: {"pk": 1},
    "mfa_edit_webauthn": lambda w: {"pk": 1},
    "applications:bid-paper": lambda w: {"pk": w.to_score.pk, "kind": "word"},
    "applications:bid-paper gate": lambda w: {"pk": w.to_declare.pk, "kind": "word"},
    "applications:panel-paper": lambda w: {"pk": w.bid.pk, "kind": "word"},
    "applications:score-sheet": lambda w: {"pk": w.to_score.pk, "kind": "plain"},
    "applications:score-sheet gate": lambda w: {"pk": w.to_declare.pk, "kind": "plain"},
    "applications:offline-pack": lambda w: {"pk": w.pack.pk},
    "applications:uploaded-scores": lambda w: {"pk": w.sheet_upload.pk},
    "applications:panel-pack": lambda w: {"slug": w.closed_round.slug},
    "applications:panel-pack-file": lambda w: {"pk": w.pack.pk},
    "applications:uploaded-for": lambda w: {"pk": w.sheet_upload.pk},
    "applications:type-sheet": lambda w: {"codes": w.return_code.code},
    "applications:sheet-scan": lambda w: {"pk": w.sheet_entry.pk},
    "applications:paper-for": lambda w: {"pk": w.to_declare.assessor_id},
    "applications:ties-sheet-for": lambda w: {"pk": w.to_declare.assessor_id, "kind": "plain"},
    "applications:order-for": lambda w: {"pk": w.to_declare.assessor_id, "slug": w.closed_round.slug},
    "applications:make-pack-for": lambda w: {"pk": w.to_declare.assessor_id},
    "applications:pack-for": lambda w: {"pk": w.pack.pk},
    "reporting:learning-event": lambda w: {"pk": w.event.pk},
    "reporting:change-event": lambda w: {"pk": w.event.pk},
    "reporting:event-questions": lambda w: {"pk": w.event.pk},
    "reporting:invite-to-event": lambda w: {"pk": w.event.pk},
    "reporting:event-answers": lambda w: {"pk": w.event.pk},
    "reporting:event-sheet": lambda w: {"pk": w.event.pk},
    "reporting:call-off-event": lambda w: {"pk": w.event.pk},
    "reporting:new-event-theme": lambda w: {"pk": w.event.pk},
    "reporting:new-event-card": lambda w: {"pk": w.event.pk},
    "reporting:event-attendance": lambda w: {"pk": w.event_held.pk},
    "reporting:event-board": lambda w: {"pk": w.event_held.pk},
    "reporting:event-draft": lambda w: {"pk": w.event_held.pk},
    "reporting:event-theme": lambda w: {"pk": w.event_theme.pk},
    "reporting:drop-event-theme": lambda w: {"pk": w.event_theme.pk},
    "reporting:write-event-theme": lambda w: {"pk": w.event_theme.pk},
    "reporting:shift-event-theme": lambda w: {"pk": w.event_theme.pk, "way": "up"},
    "reporting:event-card": lambda w: {"pk": w.event_card.pk},
    "reporting:event-card-photo": lambda w: {"pk": w.event_card.pk},
    "reporting:settle-event": lambda w: {"pk": w.event.pk, "detail_pk": w.named_detail.pk},
    "reporting:settle-theme": lambda w: {"pk": w.event_theme.pk, "detail_pk": w.theme_detail.pk},
    "reporting:decide-card": lambda w: {"pk": w.event_card.pk, "detail_pk": w.event_detail.pk},
    "reporting:event-draft checked": lambda w: {"pk": w.event_checked.pk},
    "reporting:event-draft final": lambda w: {"pk": w.event_final.pk},
    "reporting:reply-to-check": lambda w: {"pk": w.event_check.pk},
    "reporting:finish-event": lambda w: {"pk": w.event_checked.pk},
    "reporting:publish-event": lambda w: {"pk": w.event_final.pk},
    "reporting:take-down-event": lambda w: {"pk": w.event_final.pk},
    "reporting:my-event": lambda w: {"pk": w.event_invitation.pk},
    "reporting:my-event said": lambda w: {"pk": w.event_invitation.pk},
    "reporting:card": lambda w: {"code": w.event.code},
    "reporting:card unknown": lambda w: {"code": "NOBODY"},
    "reporting:public-event": lambda w: {"slug": w.event_final.slug},
    "reporting:public-event unfinished": lambda w: {"slug": w.event_checked.slug},
    "private-link event": lambda w: {"token": w.event_token},
    "reporting:talk-to-them": lambda w: {"slug": w.published.slug},
    "reporting:talk-to-them drafted": lambda w: {"slug": w.drafted.slug},
    "reporting:talk-to-one": lambda w: {"slug": w.published.slug, "reference": w.published.grant.reference},
    "reporting:talk-to-one elsewhere": lambda w: {"slug": w.published.slug, "reference": w.offered.reference},
    "reporting:try-with-one": lambda w: {"slug": w.published.slug, "reference": w.published.grant.reference},
    "reporting:try-this": lambda w: {"slug": w.published.slug},
    "private-link spread": lambda w: {"token": w.spread_token},
    "reporting:confirm-spread": lambda w: {"pk": w.spread_adopted.pk},
    "reporting:confirm-spread young": lambda w: {"pk": w.spread_new.pk},
    "reporting:record-spread": lambda w: {"pk": w.running.pk},
    "reporting:tag-grant": lambda w: {"pk": w.running.pk},
    "reporting:grant-spread": lambda w: {"pk": w.running.pk},
    "reporting:confirm-own-spread": lambda w: {"pk": w.spread_adopted.pk},
}


def question_of(world: World, code: str) -> int:
    """The question of this code that the bid of the world answered."""
    answered = world.bid.answers.values("section")
    return Question.objects.get(section__in=answered, code=code).pk


# What is sent with a POST that is meant to get through; the others are sent empty.
SENT: dict[str, Callable[[World], dict[str, Any]]] = {
    "applications:invite sent": lambda w: {"answer": "invite"},
    "private-link reader": lambda w: {"yes": "1"},
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
    "private-link narrowed": lambda w: {"do": "narrow"},
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
    "reporting:save-report-answer": lambda w: {"did": "Walks", "changed": "did", "version": "0", "page": "a1"},
    "reporting:report-section": lambda w: {"did": "We walked.", "version": "0"},
    "reporting:ask-where": lambda w: {"rounds": "none of ours"},
    "reporting:spending": lambda w: {f"spent-{w.running.budget.all()[0].pk}": "a lot"},
    "reporting:statement": lambda w: {"words": "Walking with peers helped.", "action": "save"},
    "reporting:my-event said": lambda w: {"do": "come"},
    "private-link event": lambda w: {"do": "come"},
}


ASKED = {"applications:save-answer": {"question": "title"}, "reporting:save-report-answer": {"question": "did"}}


def visit(browser: Client, method: str, name: str, key: str, world: World) -> int:
    address = reverse(name, kwargs=WHERE[key](world) if key in WHERE else {})
    if method == "GET":
        return browser.get(address, ASKED.get(key, {})).status_code
    return browser.post(address, SENT[key](world) if key in SENT else {}).status_code


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.django_db
def test_every_door_opens_to_those_who_may_and_to_nobody_else(
    part: int,
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
    for row in ROWS[part::PARTS]:
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
