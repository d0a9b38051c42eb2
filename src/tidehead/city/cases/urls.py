"""Where cases, one's own work and notifications are."""

from django.urls import path

from tidehead.city.cases.views import acting, inbox, kinds, notes, reading

app_name = "cases"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("bulk/", inbox.bulk, name="bulk"),
    path("badge/", notes.badge, name="badge"),
    path("notifications/", notes.notes, name="notes"),
    path("notifications/read/", notes.read, name="read"),
    path("kinds/", kinds.kinds, name="kinds"),
    path("kinds/<str:code>/", kinds.kind, name="kind"),
    path("files/<int:attachment_id>/", reading.attachment, name="attachment"),
    path("<str:number>/", reading.case, name="case"),
    path("<str:number>/move/", acting.move, name="move"),
    path("<str:number>/fill/", acting.fill, name="fill"),
    path("<str:number>/reveal/", acting.reveal, name="reveal"),
    path("<str:number>/assign/", acting.assign, name="assign"),
    path("<str:number>/lead/", acting.lead, name="lead"),
    path("<str:number>/co-owner/", acting.co_owner, name="co_owner"),
    path("<str:number>/opinion/", acting.opinion, name="opinion"),
    path("<str:number>/comment/", acting.comment, name="comment"),
    path("<str:number>/attach/", acting.attach, name="attach"),
    path("<str:number>/clock/", acting.clock, name="clock"),
    path("<str:number>/link/", acting.link, name="link"),
]
