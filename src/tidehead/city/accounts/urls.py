from django.urls import path

from tidehead.city.accounts.views import own, sign_in

app_name = "accounts"
urlpatterns = [
    path("", own.own_account, name="own_account"),
    path("home/", sign_in.home, name="home"),
    path("sessions/end/", own.revoke_session, name="revoke_session"),
    path("sessions/end-others/", own.revoke_other_sessions, name="revoke_other_sessions"),
    path("second-factor/set-up/", own.set_up_second_factor, name="set_up_second_factor"),
    path("second-factor/recovery/", own.recovery_codes, name="recovery_codes"),
    path("second-factor/drop/", own.drop_second_factor, name="drop_second_factor"),
    path("identity/link/", own.link_own_identity, name="link_identity"),
    path("identity/unlink/", own.unlink_own_identity, name="unlink_identity"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in.second_factor, name="second_factor"),
    path("sign-in/provider/", sign_in.by_provider, name="by_provider"),
    path("sign-in/provider/back/", sign_in.by_provider_back, name="by_provider_back"),
    path("sign-in/<str:token>/", sign_in.sign_in_by_link, name="sign_in_by_link"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
]
