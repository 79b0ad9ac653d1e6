#!/usr/bin/env python3
"""Sends the lines of standard input over UDP, one at a time, each until it is acknowledged (stop and wait).

Usage: python3 sender.py HOST PORT
"""

import socket
import sys

TIMEOUT_SECONDS = 0.5
MOST_ATTEMPTS = 20


def deliver(sock, number, text):
    """Send one line until its acknowledgement comes; return how often it was sent."""
    for attempt in range(1, MOST_ATTEMPTS + 1):
        sock.send(f"data|{number}|{text}".encode())
        try:
            # An acknowledgement of an earlier line came late: the one that is waited for is still to come.
            while sock.recv(1472) != f"ack|{number}|".encode():
                pass
            return attempt
        except socket.timeout:
            continue
        except ConnectionRefusedError:
            sys.exit("nobody is there")
    sys.exit(f"line {number} was not acknowledged, after {MOST_ATTEMPTS} attempts")


def main():
    host, port = sys.argv[1], int(sys.argv[2])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.connect((host, port))
        sock.settimeout(TIMEOUT_SECONDS)
        attempts = [deliver(sock, number, line.rstrip("\n")) for number, line in enumerate(sys.stdin)]
    print(f"{len(attempts)} lines in {sum(attempts)} packets")


if __name__ == "__main__":
    main()
