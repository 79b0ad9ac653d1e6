#include "forward.h"

#include "checksum.h"
#include "clock.h"

/** Makes the frames stand for themselves and captures them. Returns how many go on, listed in `passing` in order. */
static int take_in(struct link *link, struct path *path, int received, struct frame *passing[BATCH]) {
  int count = 0;
  for (int i = 0; i < received; i++) {
    struct frame *frame = &link->frames[i];
    if (frame->length == 0 || checksum_complete(&frame->offload, frame->bytes, frame->length) == CHECKSUM_MALFORMED) {
      path->counts.malformed++;
      continue;
    }
    frame->captured =
        capture_received(link->capture, path->seen_at, frame->received_ns, frame->bytes, frame->length);
    passing[count++] = frame;
  }
  return count;
}

/** Counts and captures what happened to frames offered to the other end at `sent_ns`. */
static void account(struct link *link, struct path *path, struct frame *const frames[], int count, uint64_t sent_ns) {
  for (int i = 0; i < count; i++) {
    const struct frame *frame = frames[i];
    if (frame->sent) {
      path->counts.forwarded++;
      path->counts.bytes += frame->length;
      lag_record(link->lag, sent_ns > frame->received_ns ? sent_ns - frame->received_ns : 0);
      if (frame->captured)
        capture_delivered(link->capture, path->delivered_at, sent_ns, frame->bytes, frame->length);
    } else {
      path->counts.refused++;
      if (frame->captured) capture_undelivered(link->capture, frame->length);
    }
  }
}

int forward(struct link *link, struct path *path, const struct port **gone) {
  struct frame *passing[BATCH];
  int received = port_receive(path->from, link->frames);
  if (received < 0) {
    *gone = path->from;
    return -1;
  }
  int count = take_in(link, path, received, passing);

  /* Between taking in and sending is where a link that impairs keeps, drops, copies or changes frames. */

  if (count == 0) return received;
  /* The time before the call: the receiver's answer can be there, and stamped, before the call returns. */
  uint64_t sent_ns = wall_ns();
  int status = port_send(path->to, passing, count);
  account(link, path, passing, count, sent_ns);
  if (status < 0) {
    *gone = path->to;
    return -1;
  }
  return received;
}
