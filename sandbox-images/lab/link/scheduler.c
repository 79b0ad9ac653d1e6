#include "scheduler.h"

#include <stdlib.h>

static bool earlier(const struct waiting *a, const struct waiting *b) {
  return a->due_ns != b->due_ns ? a->due_ns < b->due_ns : a->order < b->order;
}

bool scheduler_add(struct scheduler *scheduler, int64_t due_ns, struct frame *frame, bool behind) {
  if (scheduler->count == scheduler->room) {
    size_t room = scheduler->room ? 2 * scheduler->room : 64;
    struct waiting *heap = realloc(scheduler->heap, room * sizeof *heap);
    if (!heap) return false;
    scheduler->heap = heap;
    scheduler->room = room;
  }
  if (scheduler->count == 0) scheduler->last_due_ns = INT64_MIN;
  if (behind && due_ns > scheduler->last_due_ns) scheduler->last_due_ns = due_ns;

  struct waiting new = {due_ns, scheduler->arrivals++, frame};
  size_t hole = scheduler->count++;
  for (; hole > 0 && earlier(&new, &scheduler->heap[(hole - 1) / 2]); hole = (hole - 1) / 2)
    scheduler->heap[hole] = scheduler->heap[(hole - 1) / 2];
  scheduler->heap[hole] = new;
  return true;
}

struct frame *scheduler_take(struct scheduler *scheduler, int64_t now_ns, int64_t *due_ns) {
  if (!scheduler->count || scheduler->heap[0].due_ns > now_ns) return NULL;
  struct waiting first = scheduler->heap[0];
  struct waiting last = scheduler->heap[--scheduler->count];
  size_t hole = 0;
  for (;;) {
    size_t child = 2 * hole + 1;
    if (child >= scheduler->count) break;
    if (child + 1 < scheduler->count && earlier(&scheduler->heap[child + 1], &scheduler->heap[child])) child++;
    if (!earlier(&scheduler->heap[child], &last)) break;
    scheduler->heap[hole] = scheduler->heap[child];
    hole = child;
  }
  scheduler->heap[hole] = last;
  *due_ns = first.due_ns;
  return first.frame;
}

int64_t scheduler_next_ns(const struct scheduler *scheduler) {
  return scheduler->count ? scheduler->heap[0].due_ns : INT64_MAX;
}
