from django.http import HttpRequest, HttpResponse


def home(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def grants(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def grant(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def reports(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def report(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def accept(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def send_back(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def skip(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')
