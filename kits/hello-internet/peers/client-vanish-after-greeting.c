/* Greets and leaves without reading: the reply meets an RST, which must not end the server. */
#include "client.h"

#include <string.h>

int main(int argc, char **argv) {
  struct client c = client_connect(argc, argv);
  client_send(&c, GREETING, strlen(GREETING));
  client_close(&c);
  return RIGHT;
}
