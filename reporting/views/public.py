from django.http import HttpRequest, HttpResponse


def library(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def summary(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def summary_pdf(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def projects(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def project(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')
