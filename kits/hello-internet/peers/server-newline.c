/* A good server whose reply ends with a newline. */
#include <string.h>

#include "server.h"

static bool reply(int fd) { return say(fd, GOODBYE "\n", strlen(GOODBYE "\n")); }

static bool goodbye(int fd) {
  bool right = answer(fd, reply);
  return finish(fd) && right;
}

int main(int argc, char **argv) { return serve(argc, argv, goodbye); }
