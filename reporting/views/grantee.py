from django.http import HttpRequest, HttpResponse


def home(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def grant(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def accept_grant(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def refuse_grant(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def new_story(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def story(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def withdraw_story(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def report(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def section(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def figures(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def check(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')


def hand_in(request: HttpRequest, **kw: object) -> HttpResponse:
    return HttpResponse('To come')
