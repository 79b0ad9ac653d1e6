#include "forward.h"

#include <stdlib.h>
#include <string.h>

#include "checksum.h"
#include "clock.h"

#define BATCHES_AT_ONCE 4 /* sent before the other end is looked at again */
#define MOST_HELD_BYTES (64u << 20) /* beyond what any sensible queue holds: a flood shall not eat the other links' memory */

/** How many bytes of note a frame may have: a clean direction says nothing of any. */
static size_t note_bytes(const struct path *path) { return path->clean ? 0 : NOTE_BYTES; }

static size_t room_of(const struct frame *frame) { return sizeof *frame + frame->length; }

/** A frame of its own, to be kept. NULL: no memory. */
static struct frame *clone(const struct frame *frame) {
  struct frame *copy = malloc(room_of(frame));
  if (!copy) return NULL;
  *copy = *frame;
  copy->bytes = (uint8_t *)(copy + 1);
  memcpy(copy->bytes, frame->bytes, frame->length);
  return copy;
}

/** Jitter may put a packet before what waits already, but its time cannot have come before it did. */
static int64_t time_due_ns(const struct passage *passage, const struct fate *fate) {
  return fate->due_ns > passage->received_ns ? fate->due_ns : passage->received_ns;
}

/** Puts a frame of its own into the queue. False: no memory, and the frame is gone. */
static bool hold(struct link *link, struct path *path, struct frame *frame, const struct passage *passage,
                 const struct fate *fate) {
  /* A packet that a rule delays is taken aside: at the link's rate, none queues behind it. */
  bool by_rule = fate->rule >= 0 && link->impairment->profile->rules[fate->rule].action == RULE_DELAY;
  frame->due_ns = time_due_ns(passage, fate);
  if (link->held_bytes + room_of(frame) <= MOST_HELD_BYTES &&
      scheduler_add(&link->impairment->queue[path->direction], fate->due_ns, frame, !fate->reordered && !by_rule)) {
    link->held_bytes += room_of(frame);
    return true;
  }
  free(frame);
  path->counts.no_memory++;
  return false;
}

static void corrupt(struct link *link, const struct passage *passage, struct fate *fate, struct frame *frame) {
  /* Of a super-frame neither the packets nor their checksums exist yet; a lab's endpoints make none. */
  if (frame->offload.gso_type != VIRTIO_NET_HDR_GSO_NONE) fate->corrupted = fate->corrupted_visibly = false;
  impairment_corrupt(link->impairment, passage, fate, frame->bytes, frame->length);
}

/** The duplicate that netem puts through its stages before the original. NULL: there is none. */
static struct frame *add_copy(struct link *link, struct path *path, const struct frame *frame,
                              const struct passage *passage) {
  struct fate fate = impairment_judge(link->impairment, passage, true, frame->bytes);
  struct frame *copy = NULL;
  if (fate.end == PASSED) {
    impairment_delay(link->impairment, passage, &fate, true);
    copy = clone(frame);
    if (copy) {
      corrupt(link, passage, &fate, copy);
      fate_note(copy->note, sizeof copy->note, &fate, true);
      if (!hold(link, path, copy, passage, &fate)) copy = NULL;
    } else path->counts.no_memory++;
  }
  if (link->fates->wanted) fate_log_add(link->fates, passage, &fate, true);
  return copy;
}

/** Decides what happens to a frame. True: it goes on at once. */
static bool impair(struct link *link, struct path *path, struct frame *frame, int64_t now_ns, int64_t received_ns) {
  struct impairment *impairment = link->impairment;
  struct passage passage;
  frame->due_ns = received_ns;
  if (!impairment_begin(impairment, path->direction, frame->bytes, frame->length, received_ns, &passage)) {
    frame->captured = capture_received(link->capture, path->seen_at, frame->received_ns, frame->bytes, frame->length,
                                       "", 1, NOTE_BYTES);
    return true;
  }
  struct fate fate = impairment_judge(impairment, &passage, false, frame->bytes);
  struct frame *copy = fate.duplicated ? add_copy(link, path, frame, &passage) : NULL;
  bool passes = fate.end == PASSED, at_once = false;
  if (passes) {
    impairment_delay(impairment, &passage, &fate, false);
    at_once = fate.due_ns <= now_ns && impairment->queue[path->direction].count == 0;
    frame->due_ns = time_due_ns(&passage, &fate);
  }
  char comment[COMMENT_BYTES];
  fate_comment(comment, impairment->profile, &passage, &fate);
  frame->captured = capture_received(link->capture, path->seen_at, frame->received_ns, frame->bytes, frame->length,
                                     comment, passes + (copy != NULL), NOTE_BYTES);
  if (copy) copy->captured = frame->captured;
  if (passes) {
    corrupt(link, &passage, &fate, frame);
    fate_note(frame->note, sizeof frame->note, &fate, false);
  }
  if (link->fates->wanted) fate_log_add(link->fates, &passage, &fate, false);
  if (!passes || at_once) return at_once;

  struct frame *held = clone(frame);
  if (!held) path->counts.no_memory++;
  if ((!held || !hold(link, path, held, &passage, &fate)) && frame->captured)
    capture_undelivered(link->capture, frame->length, NOTE_BYTES);
  return false;
}

/** Makes the frames stand for themselves and captures them. Returns how many go on, listed in `passing` in order. */
static int take_in(struct link *link, struct path *path, int received, struct frame *passing[BATCH]) {
  int count = 0;
  struct instant now = path->clean ? (struct instant){0} : instant_now();
  for (int i = 0; i < received; i++) {
    struct frame *frame = &link->frames[i];
    if (frame->length == 0 || checksum_complete(&frame->offload, frame->bytes, frame->length) == CHECKSUM_MALFORMED) {
      path->counts.malformed++;
      continue;
    }
    if (!path->clean) {
      uint64_t age_ns = now.wall_ns > frame->received_ns ? now.wall_ns - frame->received_ns : 0;
      int64_t now_ns = (int64_t)now.steady_ns;
      if (impair(link, path, frame, now_ns, now_ns - (int64_t)age_ns)) passing[count++] = frame;
      continue;
    }
    frame->captured =
        capture_received(link->capture, path->seen_at, frame->received_ns, frame->bytes, frame->length, "", 1, 0);
    passing[count++] = frame;
  }
  return count;
}

/** How late a frame goes out: after it was due; on the short way, after it came in. */
static uint64_t lateness_ns(const struct path *path, const struct frame *frame, const struct instant *sent) {
  if (!path->clean) return (int64_t)sent->steady_ns > frame->due_ns ? sent->steady_ns - (uint64_t)frame->due_ns : 0;
  return sent->wall_ns > frame->received_ns ? sent->wall_ns - frame->received_ns : 0;
}

/** Sends frames, and counts and captures what happened to them. -1: the other end is gone. */
static int send_on(struct link *link, struct path *path, struct frame *const frames[], int count) {
  /* The time before the call: the receiver's answer can be there, and stamped, before the call returns. */
  struct instant sent = instant_now();
  int status = port_send(path->to, frames, count);
  for (int i = 0; i < count; i++) {
    const struct frame *frame = frames[i];
    if (frame->sent) {
      path->counts.forwarded++;
      path->counts.bytes += frame->length;
      lag_record(link->lag, lateness_ns(path, frame, &sent));
      if (frame->captured)
        capture_delivered(link->capture, path->delivered_at, sent.wall_ns, frame->bytes, frame->length, frame->note,
                          note_bytes(path));
    } else {
      path->counts.refused++;
      if (frame->captured) capture_undelivered(link->capture, frame->length, note_bytes(path));
    }
  }
  return status;
}

int forward(struct link *link, struct path *path, const struct port **gone) {
  struct frame *passing[BATCH];
  int received = port_receive(path->from, link->frames);
  if (received < 0) {
    *gone = path->from;
    return -1;
  }
  int count = take_in(link, path, received, passing);
  if (count > 0 && send_on(link, path, passing, count) < 0) {
    *gone = path->to;
    return -1;
  }
  return received;
}

int forward_due(struct link *link, struct path *path, const struct port **gone) {
  struct scheduler *queue = &link->impairment->queue[path->direction];
  for (int batch = 0; batch < BATCHES_AT_ONCE && queue->count; batch++) {
    struct frame *frames[BATCH];
    int64_t now_ns = (int64_t)steady_ns(), due_ns;
    int count = 0;
    while (count < BATCH && (frames[count] = scheduler_take(queue, now_ns, &due_ns))) count++;
    if (count == 0) return 0;
    int status = send_on(link, path, frames, count);
    for (int i = 0; i < count; i++) {
      link->held_bytes -= room_of(frames[i]);
      free(frames[i]);
    }
    if (status < 0) {
      *gone = path->to;
      return -1;
    }
  }
  return 0;
}

void forward_forget(struct link *link, struct path *path) {
  int64_t due_ns;
  for (struct frame *frame; (frame = scheduler_take(&link->impairment->queue[path->direction], INT64_MAX, &due_ns));) {
    path->counts.unfinished++;
    if (frame->captured) capture_undelivered(link->capture, frame->length, note_bytes(path));
    free(frame);
  }
}
