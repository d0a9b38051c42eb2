"""Pages that put several apps together."""

from django.urls import path

from tidehead.city.web.views import cockpit, drawers, indicator, organisation, place, review, search, target

app_name = "web"
urlpatterns = [
    path("", cockpit.cockpit, name="cockpit"),
    path("wall/", cockpit.wall, name="wall"),
    path("search/", search.search_page, name="search"),
    path("places/<str:code>/", place.place_page, name="place"),
    path("organisations/<str:code>/", organisation.organisation_page, name="organisation"),
    path("indicators/<str:code>/", indicator.indicator_page, name="indicator"),
    path("targets/<str:code>/", target.target_page, name="target"),
    path("figures/<int:figure_id>/source/", drawers.figure_source, name="figure_source"),
    path("figures/<int:figure_id>/rank/source/", drawers.rank_source, name="rank_source"),
    path("targets/<str:code>/source/", drawers.target_source, name="target_source"),
    path("sources/<str:code>/at/<str:locator>/", drawers.locator_source, name="locator_source"),
    path("documents/<int:document_id>/", review.document_page, name="document"),
    path("documents/<int:document_id>/facts/", review.facts_list, name="facts"),
    path("facts/<int:fact_id>/", review.fact_form, name="fact"),
    path("facts/<int:fact_id>/accept/", review.accept, name="fact_accept"),
    path("facts/<int:fact_id>/reject/", review.reject, name="fact_reject"),
    path("facts/<int:fact_id>/reopen/", review.reopen, name="fact_reopen"),
]
