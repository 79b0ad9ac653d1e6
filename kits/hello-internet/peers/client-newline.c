/* A good client whose greeting ends with a newline. */
#include "client.h"

#include <string.h>

int main(int argc, char **argv) {
  struct client c = client_connect(argc, argv);
  client_send(&c, GREETING "\n", strlen(GREETING "\n"));
  return client_expect_goodbye(&c);
}
