from django.urls import path

from tidehead.city.plans import views

app_name = "plans"
urlpatterns = [
    path("", views.plans, name="plans"),
    path("commitments/<str:code>/", views.commitment, name="commitment"),
    path("<str:code>/", views.plan, name="plan"),
    path("<str:code>/schedule/", views.plan_schedule, name="schedule"),
]
