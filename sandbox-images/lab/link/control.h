#ifndef LINK_CONTROL_H
#define LINK_CONTROL_H
#include "forward.h"

#define LINK_VERSION "0.6.0"

/* What the engine reads from our standard error: one JSON object a line. */

void control_ready(void);

/** The last line: the totals, and why the link ended if that was not asked for (`fault`, else NULL). */
void control_report(const struct path paths[DIRECTIONS], const struct link *link, const char *fault);

#endif
