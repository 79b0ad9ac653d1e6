/* Replies, ends only its own side and waits for the client to close: a client must end on the FIN. */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server.h"

enum { PATIENCE_MS = 5000 };

static bool reply(int fd) { return say(fd, GOODBYE, strlen(GOODBYE)); }

static bool half_close(int fd) {
  bool right = answer(fd, reply);
  shutdown(fd, SHUT_WR);
  event("ended our side, waiting for the client's");
  struct message rest;
  receive_to_end(fd, &rest, now_ms() + PATIENCE_MS);
  if (rest.ending == STILL_OPEN) event("the client did not end on the end of the stream");
  if (rest.ending == OVERLONG) event("the client goes on sending");
  close(fd);
  return right && rest.ending == CLOSED;
}

int main(int argc, char **argv) { return serve(argc, argv, half_close); }
