"""Connections that cannot leave this machine."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx

from core.errors import WorkError


class LoopbackTransport(httpx.AsyncHTTPTransport):
    """Connects to this machine only, and through no proxy.

    The name is looked up once, here. All connections go to the addresses found, so a name that leads elsewhere later,
    as in DNS rebinding, changes nothing.

    Args:
        host: name or address, and port, of a loopback address.
        limits: of connections.

    Raises:
        WorkError: the name is unknown, or leads to another machine.
    """

    def __init__(self, host: str, limits: httpx.Limits) -> None:
        super().__init__(limits=limits, trust_env=False)
        self._addresses = _addresses(urlsplit(f"//{host}").hostname or "")

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to the first address that a server listens at, the one of the last request before others."""
        request.extensions = {**request.extensions, "sni_hostname": request.url.host}
        for address in list(self._addresses):
            request.url = request.url.copy_with(host=address)
            try:
                response = await super().handle_async_request(request)
            except httpx.ConnectError as error:
                refused = error
            else:
                self._addresses.sort(key=lambda each: each != address)
                return response
        raise refused


def _addresses(name: str) -> list[str]:
    """Look a name up.

    Raises:
        WorkError: it is unknown, or leads to another machine.
    """
    try:
        found = [str(each[4][0]) for each in socket.getaddrinfo(name, None)]
    except OSError as error:
        raise WorkError(f"The name {name!r} is unknown on this machine; write 127.0.0.1 instead.") from error
    if not all(ip_address(address.partition("%")[0]).is_loopback for address in found):
        raise WorkError(f"The name {name!r} leads to another machine; write 127.0.0.1 instead.")
    return list(dict.fromkeys(found))
