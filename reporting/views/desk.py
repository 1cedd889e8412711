from django.http import HttpRequest, HttpResponse


def home(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def draft(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def summary(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def statement(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def approve(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def reopen(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def publish(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def withdraw(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')
