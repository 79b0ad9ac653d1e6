#ifndef SOCKETS_H
#define SOCKETS_H

#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

/** Nanoseconds of CLOCK_MONOTONIC. */
int64_t now_ns(void);

/** A decimal number from `least` to `most`; -1 for anything else. */
long parse_number(const char *text, long least, long most);

/** A socket of `type` (SOCK_DGRAM, SOCK_STREAM) bound to the port on all addresses; -1 with errno. */
int bind_to(int type, int port);

/**
 * As poll, until `deadline_ns` of now_ns (INT64_MAX: for ever), with `during`, unless NULL, as the signal mask.
 * Returns the number of ready ones; 0 at the deadline or after a signal.
 */
int wait_for(struct pollfd *files, int count, int64_t deadline_ns, const sigset_t *during);

/**
 * From here on SIGTERM and SIGINT only end a wait_for with the mask that is returned, and are remembered. SIGPIPE is
 * ignored.
 */
const sigset_t *hold_signals(void);
bool told_to_stop(void);

#endif
