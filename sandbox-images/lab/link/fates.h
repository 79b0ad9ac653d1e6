#ifndef LINK_FATES_H
#define LINK_FATES_H
#include "impairment.h"

#define COMMENT_BYTES 160
#define FATE_LOG_BYTES (1u << 20)

/** What is said of a packet in the capture, as it was received: why it is lost or doubled. May be empty. */
void fate_comment(char comment[COMMENT_BYTES], const struct profile *profile, const struct passage *passage,
                  const struct fate *fate);

/** The same of what was delivered: how long it was held, what was done to its bytes. */
void fate_note(char *note, size_t size, const struct fate *fate, bool is_copy);

/** Lines for standard error that wait to be written, so that forwarding never waits for their reader. */
struct fate_log {
  bool wanted;
  char *text; /* FATE_LOG_BYTES */
  size_t from, to;
  uint64_t dropped; /* lines that found no room */
};

/** False: no memory. */
bool fate_log_start(struct fate_log *log);
void fate_log_add(struct fate_log *log, const struct passage *passage, const struct fate *fate, bool is_copy);
static inline size_t fate_log_pending(const struct fate_log *log) { return log->to - log->from; }
/** Writes one piece that a pipe which poll() calls writable takes without blocking. */
void fate_log_write_some(struct fate_log *log, int fd);
/** Writes the rest, giving the reader until `deadline_ns` (steady clock). */
void fate_log_finish(struct fate_log *log, int fd, uint64_t deadline_ns);

#endif
