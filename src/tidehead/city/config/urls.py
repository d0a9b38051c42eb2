"""Every address of the product; each app keeps its own list."""

from django.urls import include, path

from tidehead.city.api.root import api

urlpatterns = [
    path("api/", api.urls),
    path("account/", include("tidehead.city.accounts.urls")),
    path("documents/", include("tidehead.city.evidence.urls")),
    path("places/", include("tidehead.city.places.urls")),
    path("indicators/", include("tidehead.city.indicators.urls")),
    path("plans/", include("tidehead.city.plans.urls")),
    path("league/", include("tidehead.city.assessments.urls")),
    path("posts/", include("tidehead.city.posts.urls")),
    path("cases/", include("tidehead.city.cases.urls")),
    path("enterprises/", include("tidehead.city.enterprises.urls")),
    path("services/", include("tidehead.city.services.urls")),
    path("projects/", include("tidehead.city.projects.urls")),
    path("tasks/", include("tidehead.city.tasks.urls")),
    path("clusters/", include("tidehead.city.clusters.urls")),
    path("chains/", include("tidehead.city.chains.urls")),
    path("", include("tidehead.city.web.urls")),
]
handler400 = "tidehead.city.web.views.errors.bad_request"
handler403 = "tidehead.city.web.views.errors.refused"
handler404 = "tidehead.city.web.views.errors.not_found"
handler500 = "tidehead.city.web.views.errors.failed"
