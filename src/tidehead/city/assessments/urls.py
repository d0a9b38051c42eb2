"""Where the pages of assessments are."""

from django.urls import path

from tidehead.city.assessments.views import (
    comparing,
    editing,
    entering,
    leagues,
    objections,
    publishing,
    run_actions,
    schemes,
    scorecards,
)

app_name = "assessments"
urlpatterns = [
    path("", leagues.leagues, name="leagues"),
    path("runs/new/", entering.new_run, name="new_run"),
    path("runs/<int:run_id>/", leagues.run, name="run"),
    path("runs/<int:run_id>/review/", run_actions.review, name="review"),
    path("runs/<int:run_id>/send-back/", run_actions.send_back, name="send_back"),
    path("runs/<int:run_id>/publish/", run_actions.publish, name="publish"),
    path("runs/<int:run_id>/withdraw/", run_actions.withdraw, name="withdraw"),
    path("runs/<int:run_id>/cancel/", run_actions.cancel, name="cancel"),
    path("runs/<int:run_id>/again/", run_actions.again, name="run_again"),
    path("runs/<int:run_id>/note/", run_actions.note, name="note"),
    path("runs/<int:run_id>/correct/", run_actions.correct, name="correct"),
    path("runs/<int:run_id>/units/<str:unit>/", scorecards.scorecard, name="scorecard"),
    path("runs/<int:run_id>/units/<str:unit>/moved/", scorecards.moved, name="moved"),
    path("runs/<int:run_id>/units/<str:unit>/advice/", scorecards.advice, name="advice"),
    path("runs/<int:run_id>/units/<str:unit>/correction/", scorecards.correction, name="correction"),
    path("runs/<int:run_id>/units/<str:unit>/cells/<str:indicator>/source/", scorecards.cell, name="cell"),
    path("compare/", comparing.compare, name="compare"),
    path("schemes/", schemes.schemes, name="schemes"),
    path("schemes/<int:version_id>/", schemes.scheme, name="scheme"),
    path("schemes/<int:version_id>/template/", schemes.template, name="template"),
    path("schemes/<int:version_id>/copy/", editing.copy, name="copy_scheme"),
    path("schemes/<int:version_id>/edit/", editing.edit, name="edit_scheme"),
    path("schemes/<int:version_id>/trial/", editing.trial, name="trial"),
    path("schemes/<int:version_id>/drop/", editing.drop, name="drop_scheme"),
    path("schemes/<int:version_id>/adopt/", editing.adopt, name="adopt_scheme"),
    path("published/", publishing.published, name="published"),
    path("published/<int:run_id>/", publishing.published_table, name="published_table"),
    path("published/<int:run_id>/file/<str:kind>/", publishing.file, name="published_file"),
    path("objections/", objections.objections, name="objections"),
    path("objections/file/", objections.file, name="file_objection"),
    path("objections/<int:objection_id>/", objections.objection, name="objection"),
    path("objections/<int:objection_id>/decide/", objections.decide, name="decide"),
    path("objections/<int:objection_id>/take-back/", objections.take_back, name="take_back"),
]
