#!/usr/bin/env python3
"""Prints what sender.py sends, each line once and in order.

Usage: python3 receiver.py PORT
"""

import socket
import sys


def main():
    expected = 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("", int(sys.argv[1])))
        while True:
            packet, sender = sock.recvfrom(1472)
            kind, number, text = packet.decode(errors="replace").split("|", 2)
            if kind != "data":
                continue
            if int(number) == expected:
                print(text)
                expected += 1
            # Also for a line that came before: its acknowledgement may have been lost.
            if int(number) < expected:
                sock.sendto(f"ack|{number}|".encode(), sender)


if __name__ == "__main__":
    main()
