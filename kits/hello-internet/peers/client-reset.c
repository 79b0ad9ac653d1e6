/* Breaks off in the middle of the greeting with an RST: a server must go on to the next client. */
#include "client.h"

#include <string.h>

int main(int argc, char **argv) {
  struct client c = client_connect(argc, argv);
  client_send(&c, GREETING, strlen(GREETING) / 2);
  /* Whether a server reads half a greeting before or after the reset must not be left to a race: before. */
  pause_ms(300);
  reset_connection(c.fd);
  event("reset the connection");
  return RIGHT;
}
