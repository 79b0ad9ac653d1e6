#ifndef LINK_CAPTURE_H
#define LINK_CAPTURE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The capture's four interfaces: each port, before and after the link. */
enum capture_interface { FROM_A, TO_A, FROM_B, TO_B, CAPTURE_INTERFACES };

#define CAPTURE_MAX_LIMIT ((size_t)1 << 30)

/**
 * A pcapng stream (draft-ietf-opsawg-pcapng) that never makes the forwarding wait for its reader: packets are appended
 * to memory, which is as large as the limit, and written out when there is time.
 *
 * A frame is captured on both of its interfaces or on neither: room for the second block is reserved with the first, so
 * that the end of the capture never looks like a loss on the link.
 */
struct capture {
  uint8_t *buffer;
  size_t size, used, written;
  size_t reserved;         /* for frames received and not yet delivered */
  bool full;               /* the limit is reached: nothing more is accepted */
  bool flushing;           /* writing out until all is written */
  int error;               /* errno of a failed write: the reader is gone */
  uint64_t not_captured;   /* frames */
  uint64_t last_ns[CAPTURE_INTERFACES];
};

/** Starts a stream of at most `limit` bytes of packets. `name_a` and `name_b` name the endpoints. False: no memory. */
bool capture_start(struct capture *capture, size_t limit, const char *name_a, const char *name_b);

/**
 * Appends a frame as an endpoint sent it, with a comment unless that is empty. True if it was captured: then exactly
 * one of the next two must follow for each of the `deliveries` that are to come, with notes of at most `note_bytes`.
 */
bool capture_received(struct capture *capture, enum capture_interface from, uint64_t ns, const uint8_t *frame,
                      size_t length, const char *comment, int deliveries, size_t note_bytes);
/** Appends the frame as it was handed to the other endpoint. `ns` is wall-clock time, as above. */
void capture_delivered(struct capture *capture, enum capture_interface to, uint64_t ns, const uint8_t *frame,
                       size_t length, const char *note, size_t note_bytes);
/** Gives the room back: the frame was not delivered. */
void capture_undelivered(struct capture *capture, size_t length, size_t note_bytes);

static inline size_t capture_pending(const struct capture *capture) { return capture->used - capture->written; }

/** Writes one piece that a pipe which poll() calls writable takes without blocking. */
void capture_write_some(struct capture *capture, int fd);
/** Writes the rest, giving the reader until `deadline_ns` (steady clock). */
void capture_finish(struct capture *capture, int fd, uint64_t deadline_ns);

#endif
