/* Connects and leaves at once: a server must go on to the next client. */
#include "client.h"

int main(int argc, char **argv) {
  struct client c = client_connect(argc, argv);
  client_close(&c);
  return RIGHT;
}
