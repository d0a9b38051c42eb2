"""Where the pages of chains are."""

from django.urls import path

from tidehead.city.chains.views import books, chains, nodes, targets

app_name = "chains"
urlpatterns = [
    path("", chains.chains, name="chains"),
    path("pool/", targets.pool, name="pool"),
    path("firms/<str:code>/", chains.firm_part, name="firm_part"),
    path("cases/<str:number>/", chains.case_part, name="case_part"),
    path("standings/<int:standing_id>/<str:verb>/", nodes.change_standing, name="change_standing"),
    path("targets/<int:list_id>/", targets.one_list, name="target_list"),
    path("targets/firms/<int:target_id>/", targets.one_target, name="target"),
    path("targets/firms/<int:target_id>/record/", targets.record, name="record_outcome"),
    path("targets/firms/<int:target_id>/lead/", targets.make_lead, name="make_lead"),
    path("<str:code>/", chains.chain, name="chain"),
    path("<str:code>/wall/", chains.wall, name="wall"),
    path("<str:code>/fishbone.svg", chains.drawing, name="drawing"),
    path("<str:code>/map/", chains.layout, name="map"),
    path("<str:code>/flows/", chains.flow, name="flows"),
    path("<str:code>/gaps/", chains.gaps, name="gaps"),
    path("<str:code>/progress/", chains.progress, name="progress"),
    path("<str:code>/hits/", targets.hits, name="hits"),
    path("<str:code>/lists/", books.lists, name="lists"),
    path("<str:code>/lists/<str:name>/add/", books.put_on_list, name="put_on_list"),
    path("<str:code>/lists/entries/<int:entry_id>/drop/", books.drop_from_list, name="drop_from_list"),
    path("<str:code>/roles/", books.roles, name="roles"),
    path("<str:code>/roles/name/", books.name_holder, name="name_holder"),
    path("<str:code>/roles/<int:role_id>/end/", books.end_role, name="end_role"),
    path("<str:code>/links/<str:node>/", nodes.node, name="node"),
    path("<str:code>/links/<str:node>/status/", nodes.set_status, name="set_status"),
    path("<str:code>/links/<str:node>/firms/", nodes.put_firm, name="put_firm"),
    path("<str:code>/links/<str:node>/work/<str:what>/", nodes.work_on_gap, name="work_on_gap"),
    path("<str:code>/links/<str:node>/targets/", targets.make_list, name="make_targets"),
]
