/* A reply of 100000 bytes, which ends with `end.`: it fills many segments and more than a usual buffer. */
#include "server.h"

static char text[100000];

static bool reply(int fd) { return say(fd, text, sizeof text); }

static bool goodbye(int fd) {
  bool right = answer(fd, reply);
  return finish(fd) && right;
}

int main(int argc, char **argv) {
  fill_with_words(text, sizeof text, GOODBYE, "end.");
  return serve(argc, argv, goodbye);
}
