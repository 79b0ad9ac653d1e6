"""reach_out ADDRESS:PORT ...: tries TCP and UDP to each; prints how each ended and within how many milliseconds."""
import errno, socket, sys, time

for target in sys.argv[1:]:
    host, port = target.rsplit(':', 1)
    for kind, name in ((socket.SOCK_STREAM, 'tcp'), (socket.SOCK_DGRAM, 'udp')):
        start = time.monotonic()
        with socket.socket(socket.AF_INET6 if ':' in host else socket.AF_INET, kind) as s:
            s.settimeout(3)
            try:
                s.connect((host, int(port)))
                s.send(b'x')
                s.recv(1)
                how = 'REACHED'
            except OSError as error:
                how = errno.errorcode.get(error.errno, type(error).__name__)
        print(name, target, how, int((time.monotonic() - start) * 1000), flush=True)
