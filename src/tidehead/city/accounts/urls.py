from django.urls import path

from tidehead.city.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.own_account, name="own_account"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/<str:token>/", views.sign_in_by_link, name="sign_in_by_link"),
    path("sign-out/", views.sign_out, name="sign_out"),
]
