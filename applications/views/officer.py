from django.http import HttpRequest, HttpResponse


def round_home(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def publish_round(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def applications(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def ranking(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def announce(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def application(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def assign(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def rule_out(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def decide(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def take_back(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')
