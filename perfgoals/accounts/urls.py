"""Addresses under accounts/."""

from django.urls import path

from perfgoals.accounts import views

app_name = "accounts"

urlpatterns = [
    path("login/", views.SignIn.as_view(), name="login"),
    path("logout/", views.SignOut.as_view(), name="logout"),
    path("password/", views.OwnPassword.as_view(), name="password_change"),
    path("password/done/", views.OwnPasswordDone.as_view(), name="password_change_done"),
    path("keepalive/", views.keepalive, name="keepalive"),
    path("profile/", views.profile, name="profile"),
]
