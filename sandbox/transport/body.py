"""The JSON a request carries."""

from aiohttp import web

from sandbox.json_values import parsed

# Bytes that are no text, a charset nobody knows, compression that is none.
UNREADABLE = (ValueError, LookupError, web.RequestPayloadError)


async def json_of(request: web.Request) -> object:
    """None where there is none that can be read."""
    try:
        return parsed(await request.text())
    except UNREADABLE:
        return None
