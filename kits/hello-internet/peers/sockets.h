/* TCP over IPv4 with deadlines. A deadline is a point on the monotonic clock, in milliseconds. */
#ifndef SOCKETS_H
#define SOCKETS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define FOREVER (-1LL)

/** Milliseconds on the monotonic clock. */
long long now_ms(void);

/** Sleeps for `ms` milliseconds, signals or not. */
void pause_ms(int ms);

/** The port that `text` names, 1 to 65535, or -1. */
int parse_port(const char *text);

/** A socket listening on 0.0.0.0:`port` (SO_REUSEADDR, backlog 16), or -1 with errno. */
int listen_on(int port);

/** The next connection and who made it, or -1 with errno. Connections that died in the queue are skipped. */
int accept_next(int listener, struct sockaddr_in *peer);

/** A connected socket, or -1 with errno; ETIMEDOUT when the deadline passes first. */
int connect_by(const struct sockaddr_in *peer, long long deadline);

/** Whether there is something to read (data, end of stream or an error) by the deadline. */
bool readable_by(int fd, long long deadline);

/** Bytes read, 0 at the end of the stream, -1 with errno; EAGAIN means that the deadline has passed. */
ssize_t receive_by(int fd, void *into, size_t size, long long deadline);

/** Sends all of `data` and returns `size`; less, with errno (EAGAIN: the deadline passed), when it could not. */
size_t send_all(int fd, const void *data, size_t size, long long deadline);

/** Each send leaves at once as a segment of its own (TCP_NODELAY). */
void send_at_once(int fd);

/** Aborts the connection: the peer gets an RST instead of a FIN (SO_LINGER with a time of 0). */
void reset_connection(int fd);

#endif
