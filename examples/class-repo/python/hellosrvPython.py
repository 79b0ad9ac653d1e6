#!/usr/bin/env python3
"""Hello Internet server: prints each client's greeting and says goodbye.

Usage: python3 hellosrvPython.py PORT
"""

import re
import socket
import sys
import threading

from arguments import parse_port, usage_error

LANGUAGE = "Python"
BACKLOG = 16
MAX_MESSAGE = 1024
FIRST_BYTE_SECONDS = 1.0  # how long a client may stay silent
NEXT_BYTE_SECONDS = 0.2  # a pause this long means that the message is complete


def read_message(sock):
    """Read one message, which ends with a newline, the client's end of file, or a short pause.

    The protocol has no framing, so no single one of the three can be relied upon.
    """
    message = b""
    sock.settimeout(FIRST_BYTE_SECONDS)
    while b"\n" not in message and len(message) < MAX_MESSAGE:
        try:
            data = sock.recv(MAX_MESSAGE - len(message))
        except socket.timeout:
            break
        if not data:
            break
        message += data
        sock.settimeout(NEXT_BYTE_SECONDS)
    return message.decode("utf-8", errors="replace").strip()


def goodbye_to(message):
    """The answer in challenge mode: it names both languages if the greeting told us the client's."""
    greeting = re.fullmatch(r"Hello in (.+)", message)
    if greeting:
        return f"Goodbye {greeting[1]} from {LANGUAGE}\n"
    return f"Goodbye in {LANGUAGE}\n"


def serve(sock, address):
    """Talk to one client. Whatever goes wrong here concerns this client only."""
    try:
        with sock:
            message = read_message(sock)
            if message:
                print(f"{address[0]}: {message}", flush=True)
                sock.sendall(goodbye_to(message).encode())
    except OSError:
        pass  # the client went away or reset the connection; there is nobody left to tell


def listen(port):
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # without this a restarted server would find the port "in use" for a minute
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("0.0.0.0", port))
        listener.listen(BACKLOG)
    except OSError as error:
        sys.exit(f"cannot listen on port {port}: {error.strerror}")
    return listener


def main():
    if len(sys.argv) != 2:
        usage_error("usage: hellosrvPython.py PORT")
    listener = listen(parse_port(sys.argv[1]))

    while True:
        try:
            sock, address = listener.accept()
        except ConnectionError:
            continue  # the client left while it was still in the queue
        # one thread per client, so that a silent one does not hold up the others
        threading.Thread(target=serve, args=(sock, address), daemon=True).start()


if __name__ == "__main__":
    main()
