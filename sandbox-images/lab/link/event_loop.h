#ifndef LINK_EVENT_LOOP_H
#define LINK_EVENT_LOOP_H
#include "forward.h"

/** Forwards until standard input ends or `stop_signal` is readable (NULL), or until an interface is gone (which one). */
const struct port *forward_until_stopped(struct link *link, struct path paths[DIRECTIONS], int stop_signal);

/**
 * Forwards what the endpoints had already sent and what is due soon, unless they never stop sending. NULL, or the
 * interface that is gone.
 */
const struct port *drain(struct link *link, struct path paths[DIRECTIONS]);

#endif
