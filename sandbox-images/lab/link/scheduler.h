#ifndef LINK_SCHEDULER_H
#define LINK_SCHEDULER_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct frame;

struct waiting {
  int64_t due_ns; /* steady clock */
  uint64_t order;
  struct frame *frame;
};

/** Frames that wait for their time: a binary heap by time, and by arrival where times are equal. */
struct scheduler {
  struct waiting *heap;
  size_t count, room;
  uint64_t arrivals;
  int64_t last_due_ns; /* the latest time in the queue, while it is not empty: where the next transmission can begin */
};

/** False: no memory. `behind` says that later frames queue behind this one at the link's rate. */
bool scheduler_add(struct scheduler *scheduler, int64_t due_ns, struct frame *frame, bool behind);

/** The next frame if it is due, and when it was; else NULL. */
struct frame *scheduler_take(struct scheduler *scheduler, int64_t now_ns, int64_t *due_ns);

/** When the next frame is due; INT64_MAX if none waits. */
int64_t scheduler_next_ns(const struct scheduler *scheduler);

#endif
