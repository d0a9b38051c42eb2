"""Where the pages of services are."""

from django.urls import path

from tidehead.city.services.views import desk

app_name = "services"
urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/ask/", desk.ask, name="ask"),
    path("desk/<str:number>/", desk.own_request, name="own_request"),
    path("desk/<str:number>/<str:verb>/", desk.act, name="act"),
]
