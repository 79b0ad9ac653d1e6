#ifndef SOCKETS_H
#define SOCKETS_H
#include <stdbool.h>
#include <stddef.h>
#include "protocol.h"

/* The TCP sockets that listen in this network namespace, at most `room`. Source: proc(5), /proc/net/tcp. */
size_t listening_sockets(struct listening_socket *into, size_t room);
/* TCP sockets in any state; after every process has ended, those that the kernel keeps by itself. */
uint32_t kept_connections(void);
bool listens_on(const struct listening_socket *sockets, size_t count, uint16_t port);

#endif
