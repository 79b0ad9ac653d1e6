#include "message.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "sockets.h"
#include "transcript.h"

enum { QUIET_MS = 100, LIMIT = 1 << 20, PIECES_TOLD = 40 };

/** Reads one piece; false when there will be no more, with the ending set. */
static bool receive_piece(int fd, struct message *m, long long deadline) {
  char piece[4096];
  ssize_t n = receive_by(fd, piece, sizeof piece, deadline);
  if (n <= 0) {
    m->ending = n == 0 ? CLOSED : errno == EAGAIN ? STILL_OPEN : RESET;
    return false;
  }
  size_t room = sizeof m->text - m->stored;
  size_t kept = (size_t)n < room ? (size_t)n : room;
  memcpy(m->text + m->stored, piece, kept);
  m->stored += kept;
  m->total += (size_t)n;
  /* Whoever sends byte by byte must not drown the transcript. */
  if (m->pieces++ < PIECES_TOLD) event("received %zd bytes", n);
  return true;
}

static void tell_ending(const struct message *m) {
  if (m->pieces > PIECES_TOLD) event("received %zu bytes in all, in %d pieces", m->total, m->pieces);
  if (m->ending == CLOSED) event("closed by peer");
  if (m->ending == RESET) event("reset by peer");
}

static void start(struct message *m) {
  m->stored = m->total = 0;
  m->pieces = 0;
  m->ending = STILL_OPEN;
}

void receive_greeting(int fd, struct message *m, long long deadline) {
  start(m);
  long long until = deadline;
  while (receive_piece(fd, m, until)) {
    if (m->total >= sizeof m->text || memchr(m->text, '\n', m->stored)) break;
    long long quiet = now_ms() + QUIET_MS;
    until = deadline != FOREVER && deadline < quiet ? deadline : quiet;
  }
  tell_ending(m);
  if (m->total == 0 && m->ending == STILL_OPEN) event("timed out waiting for a greeting");
}

void receive_to_end(int fd, struct message *m, long long deadline) {
  start(m);
  while (receive_piece(fd, m, deadline)) {
    if (m->total > LIMIT) {
      m->ending = OVERLONG;
      break;
    }
  }
  tell_ending(m);
}
