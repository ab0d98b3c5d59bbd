"""Sockets that a service listens on. They are bound before anything else, to report a taken port in one line."""

import errno
import socket
from dataclasses import dataclass

_BACKLOG = 2048


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do about a port that is taken, and about a host that is not this machine."""

    port: str = "try --port with another number"
    host: str = "try --host with an address of this machine"


def listen(host: str, port: int, advice: Advice = Advice()) -> socket.socket:
    """Return a socket that listens, for worker processes too. OSError gives the ``advice`` that helps."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is given explicitly: only then does asyncio send small answers without delay.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        is_elsewhere = isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL
        change = advice.host if is_elsewhere else advice.port
        raise OSError(f"cannot listen on {host} port {port}: {error.strerror}; {change}") from error
    listener.listen(_BACKLOG)
    listener.set_inheritable(True)
    return listener
