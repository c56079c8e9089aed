"""The project's addresses, an API that exists, and a view that forgot to say whose it is."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from config.urls import urlpatterns as du_projet
from parametre.acces import RequeteOperateur, role_requis


@role_requis("PREPARATION")
def stock(request: RequeteOperateur) -> JsonResponse:
    return JsonResponse({"operateur": request.operateur.pk})


def oubliee(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ouverte à tous")


urlpatterns = [
    path("api/v1/stock/", stock),
    path("oubliee/", oubliee),
    path("preparation/oubliee/", oubliee),
    *du_projet,
]
