/* What happens to a receiver, as events on standard output and bytes in the output. */
#ifndef REPORTING_H
#define REPORTING_H

#include "output.h"
#include "receiving.h"

struct reporting {
  const struct receiving *receiving;
  struct output *output;
  const char *closing; /* why connections are closed now: `idle`, `exit` */
};

/** Its context is a struct reporting. */
extern const struct happenings report_reception;

void report_counters(const struct receiving *receiving);

#endif
