/* Ends its side right after the greeting: a server must still reply, and serve the next client. */
#include "client.h"

#include <string.h>
#include <sys/socket.h>

int main(int argc, char **argv) {
  struct client c = client_connect(argc, argv);
  client_send(&c, GREETING, strlen(GREETING));
  shutdown(c.fd, SHUT_WR);
  event("ended our side");
  return client_expect_goodbye(&c);
}
