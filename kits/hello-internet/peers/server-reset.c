/* Answers the greeting, or 300 ms of silence, with an RST. */
#include "server.h"

enum { PATIENCE_MS = 300 };

static bool reset(int fd) {
  bool right = take_greeting(fd, PATIENCE_MS) == HELLO;
  reset_connection(fd);
  event("reset the connection");
  return right;
}

int main(int argc, char **argv) { return serve(argc, argv, reset); }
