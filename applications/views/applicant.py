from django.http import HttpRequest, HttpResponse


def detail(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def section(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def documents(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def remove_document(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def check(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def submit(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def receipt(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def withdraw(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def start(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def document(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')
