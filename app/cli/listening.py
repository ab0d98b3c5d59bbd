"""Sockets that a service listens on. They are bound before anything else, to report a taken port in one line."""

import socket

_BACKLOG = 2048


def listen(host: str, port: int, change: str = "try --port with another number") -> socket.socket:
    """Return a socket that listens, for worker processes too. OSError says what to ``change`` when it cannot."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is given explicitly: only then does asyncio send small answers without delay.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise OSError(f"cannot listen on {host} port {port}: {error.strerror}; {change}") from error
    listener.listen(_BACKLOG)
    listener.set_inheritable(True)
    return listener
