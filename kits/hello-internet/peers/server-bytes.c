/* The reply in single bytes, each a segment of its own: a client that reads once gets one letter. */
#include <string.h>

#include "server.h"

enum { GAP_MS = 10 };

static bool reply(int fd) {
  size_t size = strlen(GOODBYE);
  send_at_once(fd);
  for (size_t sent = 0; sent < size; sent++) {
    if (sent > 0) pause_ms(GAP_MS);
    if (send_all(fd, GOODBYE + sent, 1, now_ms() + 1000) == 1) continue;
    event("reset by peer after %zu of %zu bytes of the reply", sent, size);
    return false;
  }
  event("sent %zu bytes one by one", size);
  return true;
}

static bool goodbye(int fd) {
  bool right = answer(fd, reply);
  return finish(fd) && right;
}

int main(int argc, char **argv) { return serve(argc, argv, goodbye); }
