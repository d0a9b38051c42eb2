"""Where the pages of projects are."""

from django.urls import path

from tidehead.city.projects.views import acting, books, history, leads, lists, one, sharing, teams

app_name = "projects"
urlpatterns = [
    path("", lists.board, name="board"),
    path("list/", lists.table, name="projects"),
    path("map/", lists.on_map, name="map"),
    path("calendar/", lists.calendar, name="calendar"),
    path("new/", leads.new_lead, name="new_lead"),
    path("table/", leads.lead_table, name="lead_table"),
    path("table/template/", leads.template, name="lead_template"),
    path("promises/", books.promise_book, name="promises"),
    path("spaces/", books.space_stock, name="spaces"),
    path("counting/", books.counting, name="counting"),
    path("funnel/", history.funnel, name="funnel"),
    path("recruiters/", teams.recruiters, name="recruiters"),
    path("duplicates/", sharing.duplicate_list, name="duplicates"),
    path("duplicates/<int:pair_id>/claim/", sharing.claim, name="claim"),
    path("duplicates/<int:pair_id>/dismiss/", sharing.dismiss, name="dismiss"),
    path("agreements/", sharing.agreement_list, name="agreements"),
    path("agreements/new/", sharing.new_agreement, name="new_agreement"),
    path("agreements/<int:agreement_id>/", sharing.agreement, name="agreement"),
    path("agreements/<int:agreement_id>/begin/", sharing.begin_agreement, name="begin_agreement"),
    path("agreements/<int:agreement_id>/end/", sharing.end_agreement, name="end_agreement"),
    path("agreements/<int:agreement_id>/settle/", sharing.settle, name="settle"),
    path("<str:number>/", one.project, name="project"),
    path("<str:number>/book/", one.book, name="book"),
    path("<str:number>/shares/", one.shares, name="shares"),
    path("<str:number>/promise/", acting.promise, name="promise"),
    path("<str:number>/promises/<int:promise_id>/report/", acting.performance, name="performance"),
    path("<str:number>/promises/<int:promise_id>/end/", acting.end_promise, name="end_promise"),
    path("<str:number>/report/", acting.report, name="report"),
    path("<str:number>/place/", acting.place, name="place"),
    path("<str:number>/placements/<int:placement_id>/leave/", acting.leave, name="leave"),
    path("<str:number>/review/", acting.review, name="review"),
    path("<str:number>/count/", acting.count, name="count"),
    path("<str:number>/share/", acting.share, name="share"),
]
