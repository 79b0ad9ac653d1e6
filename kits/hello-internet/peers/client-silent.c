/* Says nothing for 1.5 s and leaves: a server must go on to the next client. */
#include "client.h"

enum { SILENCE_MS = 1500 };

int main(int argc, char **argv) {
  struct client c = client_connect(argc, argv);
  struct message unasked;
  receive_to_end(c.fd, &unasked, now_ms() + SILENCE_MS);
  if (unasked.total > 0) event_text("unasked", unasked.text, unasked.stored, unasked.total);
  client_close(&c);
  return RIGHT; /* a server may wait or close; whether it survives, the next client finds out */
}
