"""Where the pages of posts, invitations and the trail are."""

from django.urls import path

from tidehead.city.posts.views import invitations, posts, trail

app_name = "posts"
urlpatterns = [
    path("", posts.posts, name="posts"),
    path("new/", posts.new_post, name="new_post"),
    path("trail/", trail.trail, name="trail"),
    path("trail/verify/", trail.verify, name="verify_trail"),
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("<str:code>/", posts.post, name="post"),
    path("<str:code>/give/", posts.give, name="give"),
    path("<str:code>/take/", posts.take, name="take"),
    path("<str:code>/invite/", posts.invite_to, name="invite"),
    path("<str:code>/withdraw/", posts.withdraw, name="withdraw"),
]
