"""A server on this machine that misbehaves: each of its answers is one of many that no client should have to bear."""

from __future__ import annotations

import contextlib
import datetime
import gzip
import ipaddress
import random
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path

from bench.fuzz import bytes_changed

LONGEST_ANSWER = 4.0
"""Seconds for which the server goes on by itself."""
_SILENCE = 0.75
"""Seconds for which it says nothing: three times as long as the program waits in the attacks."""

Wire = Callable[[bytes], None]
"""Sends bytes to the client. Raises OSError once it has hung up."""
Answer = Callable[["_Asked", Wire, random.Random], None]


class _Asked:
    """One request, and the file that would be the right answer."""

    def __init__(self, head: bytes, right: bytes | None, address: str) -> None:
        self.path = [*head.split(b" ", 2), b"/"][1].decode("latin-1")
        self.right = right if right is not None else b"x" * 2000
        self.found = right is not None
        self.address = address
        asked = head.lower().partition(b"range: bytes=")[2].partition(b"-")[0]
        self.start = int(asked) if asked.isdigit() and len(asked) < 12 else 0


class HostileServer:
    """A server of bytes, each answer of which is one of `_ANSWERS`."""

    def __init__(self, right: dict[str, bytes], chance: random.Random, certificate: Path | None = None) -> None:
        self._right = right
        self._chance = random.Random(chance.random())
        self._answers: list[Answer] = [_honest]
        self._over = threading.Event()
        self._tls: ssl.SSLContext | None = None
        if certificate is not None:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(certificate)
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http{'s' if self._tls else ''}://127.0.0.1:{self._door.getsockname()[1]}/"
        self._thread = threading.Thread(target=self._serve, name="hostile", daemon=True)

    def __enter__(self) -> HostileServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        with contextlib.suppress(OSError), socket.create_connection(self._door.getsockname(), 1):
            pass
        self._thread.join(5)
        self._door.close()

    def use(self, chance: random.Random) -> None:
        """Chooses how the next requests are answered: honestly at first, or never."""
        honest = [_honest] * chance.choice([0, 0, 1, 2])
        self._answers = [*honest, *(chance.choice(_ANSWERS) for _ in range(chance.choice([1, 1, 3])))]

    @property
    def used(self) -> str:
        return f"{self.url.partition(':')[0]}, {[getattr(each, '__name__', '') for each in self._answers]}"

    def _serve(self) -> None:
        while not self._over.is_set():
            with contextlib.suppress(OSError):
                client, _ = self._door.accept()
                threading.Thread(target=self._answer, args=(client,), name="hostile-answer", daemon=True).start()

    def _answer(self, client: socket.socket) -> None:
        answers = self._answers
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        until = time.monotonic() + LONGEST_ANSWER
        with contextlib.suppress(OSError, ValueError), client:
            client.settimeout(LONGEST_ANSWER)
            if self._tls is not None and self._chance.random() < 0.7:
                client = self._tls.wrap_socket(client, server_side=True)

            def wire(data: bytes) -> None:
                if self._over.is_set() or time.monotonic() > until:
                    raise OSError("that is enough")
                client.sendall(data)

            head = b""
            while b"\r\n\r\n" not in head and len(head) < 20_000 and (more := client.recv(4096)):
                head += more
            asked = _Asked(head, None, self.url)
            asked = _Asked(head, self._right.get(asked.path.strip("/")), self.url)
            answer(asked, wire, self._chance)
            if self._chance.random() < 0.2:  # breaks the connection off instead of closing it
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _head(status: str, *headers: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", "Connection: close", *headers, "", ""]).encode("latin-1", "replace")


def _whole(asked: _Asked, body: bytes, *headers: str) -> bytes:
    return _head("200 OK", f"Content-Length: {len(body)}", *headers) + body


def _honest(asked: _Asked, wire: Wire, chance: random.Random) -> None:
    wire(_whole(asked, asked.right, 'ETag: "one"') if asked.found else _head("404 Not Found", "Content-Length: 0"))


def _changed(asked: _Asked, wire: Wire, chance: random.Random) -> None:
    wire(_whole(asked, bytes_changed(asked.right, chance)))


def _another(asked: _Asked, wire: Wire, chance: random.Random) -> None:
    wire(_whole(asked, chance.choice([b"", b"\0", b"<html>", b"{}", chance.randbytes(len(asked.right))])))


def _truncated(asked: _Asked, wire: Wire, chance: random.Random) -> None:
    body = asked.right[: chance.randrange(len(asked.right) + 1)]
    wire(_head("200 OK", *chance.choice([(f"Content-Length: {len(asked.right)}", 'ETag: "one"'), ()])) + body)


def _wrong_length(asked: _Asked, wire: Wire, chance: random.Random) -> None:
    length = chance.choice(
        ["0", "1", "-1", "-9999999999", "9" * 30, "1e3", "0x10", "12, 13", "", "x", " 5 ", "٣", "2" * 4000]
    )
    more = chance.choice([(), (f"Content-Length: {len(asked.right)}",), ("Transfer-Encoding: chunked",)])
    wire(_head("200 OK", f"Content-Length: {length}", *more) + asked.right)


def _endless_body(asked: _Asked, wire: Wire, chance: random.Random) -> None:
    wire(_head("200 OK", *chance.choice([(), ("Content-Length: 99999999999",)])))
    while True:
        wire(b"y" * 65536)


def _endless_head(asked: _Asked, wire: Wire, chance: random.Random) -> None:
    wire(b"HTTP/1.1 200 OK\r\n")
    line = chance.choice([b"X: y\r\n", b"X: " + b"y" * 8000 + b"\r\n", b"y" * 8000, b"\r ", b"a\r\n b\r\n"])
    while True:
        wire(line)


def _continues(asked: _Asked, wire: Wire, chance: random.Random) -> None:
    while True:
        wire(chance.choice([b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 102 Processing\r\nX: y\r\n\r\n"]))
        time.sleep(0.002)


def _trailers(asked: _Asked, wire: Wire, chance: random.Random) -> None:
    wire(_head("200 OK", "Transfer-Encoding: chunked"))
    wire(f"{len(asked.right):x}\r\n".encode() + asked.right + b"\r\n0\r\n")
    while True:
        wire(b"Trailer: y\r\n")
        time.sleep(chance.choice([0, 0.02]))


def _chunks(asked: _Asked, wire: Wire, chance: random.Random) -> None:
    wire(_head("200 OK", "Transfer-Encoding: chunked"))
    size = chance.choice(
        [b"-5", b"zz", b"f" * 40, b"ffffffffffffffff", b"", b"1;" + b"e" * 70_000, b"0x5", b"1", b"1_0"]
    )
    while True:
        wire(size + b"\r\nx\r\n")


def _drip(asked: _Asked, wire: Wire, chance: random.Random) -> None:
    whole = _whole(asked, asked.right)
    at = 0 if chance.random() < 0.5 else whole.index(b"\r\n\r\n") + 4
    wire(whole[:at])
    for place in range(at, len(whole)):
        wire(whole[place : place + 1])
        time.sleep(0.03)


def _hang(asked: _Asked, wire: Wire, chance: random.Random) -> None:
    wire(
        chance.choice(
            [
                b"",
                b"HTTP/1.1 200",
                _head("200 OK", "Content-Length: 500"),
                _head("200 OK", "Transfer-Encoding: chunked"),
            ]
        )
    )
    time.sleep(_SILENCE)


def _garbage(asked: _Asked, wire: Wire, chance: random.Random) -> None:
    status = [
        "HTTP/1.1 999 x",
        "HTTP/1.1 -1 x",
        "HTTP/9.9 200 OK",
        "HTTP/1.1 200",
        "HTTP/1.1",
        "ICY 200 OK",
        "\0",
        "SSH-2.0-x",
    ]
    wire(chance.choice([*(f"{each}\r\n\r\n".encode() for each in status), chance.randbytes(3000), asked.right, b""]))


def _refuses(asked: _Asked, wire: Wire, chance: random.Random) -> None:
    code = chance.choice(
        [
            "401 Who",
            "403 \x1b[2J\x1b]0;x\x07",
            "404 Gone",
            "429 Slow",
            "500 \0",
            "503 " + "e" * 5000,
            "206 No",
            "304 No",
        ]
    )
    wire(
        _head(code, *chance.choice([("Content-Length: 0",), ("Retry-After: 99999",), ("WWW-Authenticate: Basic",), ()]))
    )


def _redirect(asked: _Asked, wire: Wire, chance: random.Random) -> None:
    to = chance.choice(
        [
            *(
                asked.address + "loop",
                asked.address + "x" * 5000,
                "/loop",
                "loop?" + str(chance.random()),
                "",
                "//",
                "\\",
            ),
            *(
                "http://example.org/x",
                "file:///etc/passwd",
                "ftp://example.org/x",
                "data:,x",
                "javascript:1",
                "http://[::1",
            ),
            *("https://127.0.0.1:1/", "http://127.0.0.1@example.org/", "gopher://x", "http://127.0.0.1:99999/"),
        ]
    )
    wire(_head(f"{chance.choice([301, 302, 303, 307, 308, 300])} Moved", f"Location: {to}", "Content-Length: 0"))


def _part(asked: _Asked, wire: Wire, chance: random.Random) -> None:
    size = len(asked.right)
    span = chance.choice(
        [
            "bytes 0-1/2",
            f"bytes {asked.start}-{size - 1}/{size}",
            f"bytes 5-{size}/{size}",
            "bytes */9",
            "x",
            "bytes 0-0/*",
            "",
        ]
    )
    status = chance.choice(["206 Partial", "206 Partial", "416 No such part"])
    wire(_head(status, f"Content-Range: {span}", f"Content-Length: {size - asked.start}") + asked.right[asked.start :])


def _gzip_bomb(asked: _Asked, wire: Wire, chance: random.Random) -> None:
    wire(
        _whole(asked, _BOMB, f"Content-Encoding: {chance.choice(['gzip', 'deflate', 'br', 'zstd'])}", "Content-Type: x")
    )


_BOMB = gzip.compress(bytes(50_000_000), 9)


def _zipped(asked: _Asked, wire: Wire, chance: random.Random) -> None:
    wire(_whole(asked, gzip.compress(asked.right), "Content-Encoding: gzip"))


def _odd_tags(asked: _Asked, wire: Wire, chance: random.Random) -> None:
    tag = chance.choice(['"\x1b[2J"', "x" * 9000, "\0", 'W/"one"', "\xff\xfe", '"a"\r\n b'])
    body = asked.right[: len(asked.right) // 2]
    wire(_head("200 OK", f"ETag: {tag}", f"Last-Modified: {tag}", f"Content-Length: {len(asked.right)}") + body)


_ANSWERS: tuple[Answer, ...] = (
    _honest, _changed, _another, _truncated, _wrong_length, _endless_body, _endless_head, _continues, _trailers,
    _chunks, _drip, _hang, _garbage, _refuses, _redirect, _part, _gzip_bomb, _zipped, _odd_tags,
)  # fmt: skip


def certificate(work: Path) -> Path:
    """Makes a certificate that no authority has signed."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(1))
        .not_valid_after(now + datetime.timedelta(9))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )
    file = work / "certificate.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file
