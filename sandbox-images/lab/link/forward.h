#ifndef LINK_FORWARD_H
#define LINK_FORWARD_H
#include "capture.h"
#include "fates.h"
#include "frame_io.h"
#include "impairment.h"
#include "lag.h"

/** What one direction has seen, in frames, and `bytes` with Ethernet headers. */
struct flow_counts {
  uint64_t forwarded, bytes;
  uint64_t overrun;   /* dropped by the kernel: we read too slowly */
  uint64_t malformed; /* not a frame that anything could send on */
  uint64_t refused;   /* the other interface did not take it */
  uint64_t no_memory; /* could not be held */
  uint64_t unfinished; /* still held at the end */
};

/** One direction of the link. */
struct path {
  struct port *from, *to;
  enum capture_interface seen_at, delivered_at;
  enum direction direction;
  bool clean; /* nothing happens to its packets: they take the short way */
  struct flow_counts counts;
};

/** Scratch room that both directions share: `frames` hold one batch from receiving to sending. */
struct link {
  struct capture *capture;
  struct lag *lag;
  struct impairment *impairment;
  struct fate_log *fates;
  size_t held_bytes; /* of frames that wait for their time */
  struct frame frames[BATCH];
};

/**
 * Takes the frames that wait at one end, at most BATCH of them, and hands them to the other, or keeps them until they
 * are due. Returns how many were received; -1 with `gone` set when an interface is gone.
 */
int forward(struct link *link, struct path *path, const struct port **gone);

/** Sends what is due. -1 with `gone` set when an interface is gone. */
int forward_due(struct link *link, struct path *path, const struct port **gone);

/** Throws away what is still held, and counts it. */
void forward_forget(struct link *link, struct path *path);

#endif
