/* Accepts and closes at once: a client must end by itself, and not on a broken pipe. */
#include <sys/socket.h>
#include <unistd.h>

#include "server.h"

static bool close_at_once(int fd) {
  /* With the greeting already in the buffer, close alone would send an RST; the client shall see the FIN first. */
  shutdown(fd, SHUT_WR);
  close(fd);
  event("closed at once");
  return true; /* whatever the client does now, it cannot be seen from here */
}

int main(int argc, char **argv) { return serve(argc, argv, close_at_once); }
