"""Where the pages of tasks and meetings are."""

from django.urls import path

from tidehead.city.tasks.views import audits, boards, meetings, one, reports, years

app_name = "tasks"
urlpatterns = [
    path("", boards.tasks, name="tasks"),
    path("new/", boards.new_task, name="new_task"),
    path("of-plan/", boards.make_of_plan, name="make_of_plan"),
    path("of-commitment/<str:code>/", boards.of_commitment, name="of_commitment"),
    path("unowned/", boards.unowned, name="unowned"),
    path("lists/", boards.lists, name="lists"),
    path("year/", years.year, name="year"),
    path("year/begin/", years.begin, name="begin_year"),
    path("year/<int:plan_id>/add/", years.add, name="add_year_item"),
    path("year/<int:plan_id>/adopt/", years.adopt, name="adopt_year"),
    path("year/items/<int:item_id>/<str:verb>/", years.change, name="change_year_item"),
    path("reports/", reports.reports, name="reports"),
    path("reports/take/", reports.take, name="take_report"),
    path("reports/<int:report_id>/", reports.report, name="report"),
    path("reports/<int:report_id>/file/<str:kind>/", reports.file, name="report_file"),
    path("audit/", audits.audit, name="audit"),
    path("audit/draw/", audits.draw, name="draw_audit"),
    path("audit/checks/<int:check_id>/", audits.check, name="record_check"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/call/", meetings.call, name="call_meeting"),
    path("meetings/<int:meeting_id>/", meetings.meeting, name="meeting"),
    path("meetings/<int:meeting_id>/draw/", meetings.draw, name="draw_agenda"),
    path("meetings/<int:meeting_id>/items/", meetings.add_item, name="add_item"),
    path("meetings/<int:meeting_id>/minutes/", meetings.minutes, name="write_minutes"),
    path("meetings/<int:meeting_id>/adopt/", meetings.adopt, name="adopt_minutes"),
    path("meetings/<int:meeting_id>/paper/<str:kind>/", meetings.paper, name="paper"),
    path("meetings/items/<int:item_id>/<str:verb>/", meetings.item, name="change_item"),
    path("meetings/items/<int:item_id>/resolutions/add/", meetings.resolve, name="draft_resolution"),
    path("meetings/resolutions/<int:resolution_id>/drop/", meetings.drop_resolution, name="drop_resolution"),
    path("meetings/seats/<int:seat_id>/", meetings.seat, name="record_attendance"),
    path("nodes/<int:node_id>/<str:verb>/", one.node, name="node"),
    path("<str:number>/", one.task, name="task"),
    path("<str:number>/<str:verb>/", one.act, name="act"),
]
