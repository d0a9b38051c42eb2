"""Where the pages of services are."""

from django.urls import path

from tidehead.city.services.views import causes, desk, intake, league, officers, pairing, plans, pool, request, visits

app_name = "services"
urlpatterns = [
    path("", pool.requests_, name="requests"),
    path("new/", pool.new_request, name="new_request"),
    path("import/", intake.import_requests, name="import_requests"),
    path("import/template/", intake.template, name="template"),
    path("route/", pool.route_many, name="route_many"),
    path("requests/<str:number>/", request.request_, name="request"),
    path("requests/<str:number>/route/", request.route, name="route"),
    path("requests/<str:number>/near/", causes.near_requests, name="near"),
    path("requests/<str:number>/join/", causes.join, name="join"),
    path("officers/", officers.officers, name="officers"),
    path("officers/<str:post>/", officers.officer, name="officer"),
    path("officers/<str:post>/card/", officers.write_card, name="write_card"),
    path("officers/<str:post>/firm/", officers.give_firm, name="give_firm"),
    path("visits/", visits.visits, name="visits"),
    path("visits/new/", visits.log_visit, name="log_visit"),
    path("visits/<int:visit_id>/", visits.visit, name="visit"),
    path("visits/<int:visit_id>/follow-up/", visits.follow_up, name="follow_up"),
    path("round-tables/", visits.roundtables_, name="roundtables"),
    path("round-tables/<int:roundtable_id>/", visits.roundtable, name="roundtable"),
    path("pairing/", pairing.pairing, name="pairing"),
    path("pairing/<int:run_id>/", pairing.pairing_run, name="pairing_run"),
    path("pairing/<int:run_id>/adopt/", pairing.adopt, name="adopt_pairing"),
    path("pairing/<int:run_id>/drop/", pairing.drop, name="drop_pairing"),
    path("causes/", causes.causes, name="causes"),
    path("causes/find/", causes.find_cause, name="find_cause"),
    path("causes/<int:cause_id>/", causes.cause, name="cause"),
    path("causes/<int:cause_id>/promote/", causes.promote, name="promote"),
    path("causes/<int:cause_id>/drop/", causes.drop_cause, name="drop_cause"),
    path("causes/<int:cause_id>/tell/", causes.tell_firms, name="tell_firms"),
    path("causes/<int:cause_id>/leave/<str:number>/", causes.leave, name="leave_cause"),
    path("plans/", plans.plans, name="plans"),
    path("plans/new/", plans.new_plan, name="new_plan"),
    path("plans/<int:plan_id>/", plans.plan, name="plan"),
    path("plans/<int:plan_id>/change/", plans.change_plan, name="change_plan"),
    path("league/", league.league, name="league"),
    path("desk/", desk.desk, name="desk"),
    path("desk/ask/", desk.ask, name="ask"),
    path("desk/<str:number>/", desk.own_request, name="own_request"),
    path("desk/<str:number>/<str:verb>/", desk.act, name="act"),
]
