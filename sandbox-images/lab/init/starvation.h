/* Whether the programs of this sandbox were kept waiting for a processor by others. */
#ifndef STARVATION_H
#define STARVATION_H

#include <stdint.h>
#include <sys/resource.h>

/**
 * How long, at the least, a thread that lives now has waited for a processor while no thread of this sandbox had one, in µs:
 * the longest wait of any (schedstat, see Documentation/scheduler/sched-stats.rst) less what all of them have run. What
 * a sandbox takes from itself, with however many threads, is none of it. 0 also where the kernel does not tell.
 */
uint64_t starved_us(void);

/* A process was reaped: what it ran counts as this sandbox's. */
void starvation_reaped(const struct rusage *usage);

/* Nothing of this sandbox runs any more: the next ones start from nothing. */
void starvation_reset(void);

#endif
