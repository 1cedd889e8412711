from django.http import HttpRequest, HttpResponse


def rounds(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def round_page(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def questions(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def front_door(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def accessibility(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')
