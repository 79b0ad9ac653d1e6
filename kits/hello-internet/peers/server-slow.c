/* A reply that takes 2 s and comes in two halves: a client must neither give up nor take the first half for all. */
#include <string.h>

#include "server.h"

enum { THINKING_MS = 1500, BETWEEN_MS = 500 };

static bool reply(int fd) {
  size_t size = strlen(GOODBYE), half = size / 2;
  pause_ms(THINKING_MS);
  if (!say(fd, GOODBYE, half)) return false;
  pause_ms(BETWEEN_MS);
  return say(fd, GOODBYE + half, size - half);
}

static bool goodbye(int fd) {
  bool right = answer(fd, reply);
  return finish(fd) && right;
}

int main(int argc, char **argv) { return serve(argc, argv, goodbye); }
