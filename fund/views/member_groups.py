from django.http import HttpRequest, HttpResponse


def new_organisation(request: HttpRequest) -> HttpResponse:
    return HttpResponse("To come")


def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse("To come")
