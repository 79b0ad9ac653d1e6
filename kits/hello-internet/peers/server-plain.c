/* A good server whose reply has no newline: a client that waits for one shows it. */
#include <string.h>

#include "server.h"

static bool reply(int fd) { return say(fd, GOODBYE, strlen(GOODBYE)); }

static bool goodbye(int fd) {
  bool right = answer(fd, reply);
  return finish(fd) && right;
}

int main(int argc, char **argv) { return serve(argc, argv, goodbye); }
