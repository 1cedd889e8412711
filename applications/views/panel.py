from django.http import HttpRequest, HttpResponse


def home(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def ranking(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def application(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def declare(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')
