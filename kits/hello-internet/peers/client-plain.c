/* A good client whose greeting has no newline: a server that waits for one hangs. */
#include "client.h"

#include <string.h>

int main(int argc, char **argv) {
  struct client c = client_connect(argc, argv);
  client_send(&c, GREETING, strlen(GREETING));
  return client_expect_goodbye(&c);
}
