from django.http import HttpRequest, HttpResponse


def home(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def assessment(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def declare(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def save(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def hand_in(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')
