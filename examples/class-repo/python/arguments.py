"""Checks of the command line that the client and the server share."""

import sys


def usage_error(message):
    """Print one line on stderr and leave with the exit code that Unix tools use for bad usage."""
    print(message, file=sys.stderr)
    sys.exit(2)


def parse_port(text):
    """Turn a command-line argument into a port number, or leave with an error."""
    # int() alone would also take " 80 ", "+80" and "8_0"
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:6]) <= 65535:
        usage_error(f"bad port '{text}': a number from 1 to 65535 is needed")
    return int(text)
