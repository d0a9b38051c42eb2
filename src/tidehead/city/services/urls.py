"""Where the pages of services are."""

from django.urls import path

from tidehead.city.services.views import desk, pool, request

app_name = "services"
urlpatterns = [
    path("", pool.requests_, name="requests"),
    path("new/", pool.new_request, name="new_request"),
    path("route/", pool.route_many, name="route_many"),
    path("requests/<str:number>/", request.request_, name="request"),
    path("requests/<str:number>/route/", request.route, name="route"),
    path("desk/", desk.desk, name="desk"),
    path("desk/ask/", desk.ask, name="ask"),
    path("desk/<str:number>/", desk.own_request, name="own_request"),
    path("desk/<str:number>/<str:verb>/", desk.act, name="act"),
]
