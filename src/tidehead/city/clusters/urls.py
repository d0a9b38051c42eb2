"""Where the pages of clusters are."""

from django.urls import path

from tidehead.city.clusters.views import bubbles, definitions, firm, one, place, space, tables

app_name = "clusters"
urlpatterns = [
    path("", bubbles.clusters, name="clusters"),
    path("space/", space.space, name="space"),
    path("complexity/", space.complexity, name="complexity"),
    path("definitions/", definitions.definitions, name="definitions"),
    path("tables/", tables.tables, name="tables"),
    path("tables/<str:code>/", tables.table, name="table"),
    path("coupling/", tables.coupling, name="coupling"),
    path("of/<str:code>/", one.cluster, name="cluster"),
    path("places/<str:code>/", place.place, name="place"),
    path("firms/<str:code>/", firm.firm_part, name="firm_part"),
]
