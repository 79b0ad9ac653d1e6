#ifndef RESOLVE_H
#define RESOLVE_H

#include <netinet/in.h>
#include <stdbool.h>

/** An IPv4 address, or a name that has one. False if there is none. */
bool resolve(struct sockaddr_in *address, const char *host, int port);

#endif
