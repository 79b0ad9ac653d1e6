#ifndef LINK_OBSERVE_H
#define LINK_OBSERVE_H
#include "capture.h"
#include "frame_io.h"

/**
 * Watches a link that the kernel makes of the two ports (a bridge with qdiscs): captures what comes in at each, which is
 * before the link, and what goes out, which is after it. Forwards nothing. Says `ready`, `first` when the first frame
 * comes in, and at the end, which is that of forward_until_stopped(), `report`. Returns the exit code.
 */
int observe(struct port *a, struct port *b, struct capture *capture, int stop_signal);

#endif
