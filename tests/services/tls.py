"""A server with a certificate that nobody signed but itself, before a plain one."""

import shutil
import ssl
import subprocess
from pathlib import Path

from tests.services.faults import FaultProxy
from tests.services.report import Missing


def make_certificate(folder: Path, name: str = "127.0.0.1") -> tuple[Path, Path]:
    """Return the files of a certificate for ``name`` and of its key. Missing where there is no openssl."""
    openssl = shutil.which("openssl")
    if openssl is None:
        raise Missing("there is no openssl to make a certificate with")
    certificate, key = folder / f"{name}.crt", folder / f"{name}.key"
    kind = "IP" if name[0].isdigit() else "DNS"
    command = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    named = ["-subj", f"/CN={name}", "-addext", f"subjectAltName={kind}:{name}"]
    subprocess.run([*command, *files, *named, "-days", "2"], check=True, capture_output=True)
    return certificate, key


class SecureProxy(FaultProxy):
    """Passes on what comes over TLS."""

    def __init__(self, behind: str, certificate: Path, key: Path) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate, key)
        super().__init__(behind)
        self.url = self.url.replace("http:", "https:")

    def get_request(self) -> tuple[ssl.SSLSocket, tuple[str, int]]:
        """Wrap each connection; the handshake comes with the first byte, in the thread that reads it."""
        connection, address = self.socket.accept()
        return self._context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address
