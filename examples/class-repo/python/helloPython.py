#!/usr/bin/env python3
"""Hello Internet client: greets a server and prints its answer.

Usage: python3 helloPython.py HOST PORT
"""

import socket
import sys

from arguments import parse_port, usage_error

GREETING = b"Hello in Python\n"
TIMEOUT_SECONDS = 10


def receive_reply(sock):
    """Collect everything until the server closes: one recv() may hold any part of the reply."""
    chunks = []
    while True:
        try:
            data = sock.recv(4096)
        except OSError:
            # A server that closes before it has read our whole greeting makes the kernel send a
            # reset right behind its reply. What arrived before that is still the reply.
            if not chunks:
                raise
            break
        if not data:
            break
        chunks.append(data)
    return b"".join(chunks)


def greet(host, port):
    # create_connection resolves the name and tries each address until one answers
    with socket.create_connection((host, port), timeout=TIMEOUT_SECONDS) as sock:
        sock.sendall(GREETING)
        return receive_reply(sock)


def main():
    if len(sys.argv) != 3:
        usage_error("usage: helloPython.py HOST PORT")
    host, port = sys.argv[1], parse_port(sys.argv[2])

    try:
        reply = greet(host, port)
    except socket.gaierror as error:
        sys.exit(f"cannot find host '{host}': {error.strerror}")
    except UnicodeError:
        sys.exit(f"cannot find host '{host}': not a valid host name")
    except OSError as error:
        sys.exit(f"no answer from {host} port {port}: {error.strerror or error}")
    if not reply:
        sys.exit(f"{host} port {port} closed the connection without a reply")

    # as bytes, because nobody promised that the reply is valid UTF-8
    sys.stdout.buffer.write(reply if reply.endswith(b"\n") else reply + b"\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
