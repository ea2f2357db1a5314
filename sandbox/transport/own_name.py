"""The server answers by this machine's names alone, whatever the path."""

from collections.abc import Awaitable, Callable

from aiohttp import web

HOSTS = ("127.0.0.1", "localhost")


@web.middleware
async def own_name_only(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Turns away what was sent to another name: a site may have its own name lead here, and its
    pages would then be of the same origin as the Web API, whose tokens are no secret."""
    if not _is_local(request):
        raise web.HTTPForbidden(text="This workspace is for this machine only.")
    return await handler(request)


def _is_local(request: web.Request) -> bool:
    try:
        return request.url.host in HOSTS
    except ValueError:  # a name that is no address
        return False
