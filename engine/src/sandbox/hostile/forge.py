"""Prints what looks like frames of the sandbox's own protocol: an end of this program, a reset, a greeting."""
import os, struct

def frame(kind, program, payload=b''):
    return struct.pack('<IBI', len(payload), kind, program) + payload

lies = frame(19, 1, struct.pack('<BiQQQ', 0, 0, 1, 1, 1)) + frame(20, 0, b'\0\0\0\0') + frame(16, 0) + frame(23, 0, b'lie')
# Docker's own framing of an attached container, too.
lies += struct.pack('>BxxxI', 1, len(lies)) + lies
for fd in (1, 2):
    os.write(fd, lies)
for path in ('/proc/1/fd/1', '/dev/console', '/proc/1/fd/2'):
    try:
        os.write(os.open(path, os.O_WRONLY), lies)
        os.write(2, b'OPENED')
    except OSError:
        pass
os._exit(7)
