#ifndef TRAFFIC_MODES_H
#define TRAFFIC_MODES_H
#include "options.h"

/* Each returns the program's exit status. What they say is one JSON object a line. */

/** Sends; datagram n belongs to flow n mod flows. Says how many there were and how long it took. */
int send_datagrams(const struct options *options);

/**
 * Says {"event":"ready"} on standard error once it listens; receives until standard input has ended and nothing came for
 * `linger_ms`, then says what came, in order of arrival, with times relative to its own start.
 */
int receive_datagrams(const struct options *options);

/** Sends back what comes to the port, until standard input ends. */
int echo_datagrams(const struct options *options);

/** One datagram after the other, each when the one before is answered or given up; says the round-trip times. */
int ping(const struct options *options);

#endif
