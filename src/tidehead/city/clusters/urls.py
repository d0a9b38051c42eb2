"""Where the pages of clusters are."""

from django.urls import path

from tidehead.city.clusters.views import bubbles, one, place, space

app_name = "clusters"
urlpatterns = [
    path("", bubbles.clusters, name="clusters"),
    path("space/", space.space, name="space"),
    path("complexity/", space.complexity, name="complexity"),
    path("of/<str:code>/", one.cluster, name="cluster"),
    path("places/<str:code>/", place.place, name="place"),
]
