/* Demands the reply of the challenge mode: `Goodbye Gradewire from <the server's language>`. */
#include "client.h"

#include <string.h>

int main(int argc, char **argv) {
  struct client c = client_connect(argc, argv);
  client_send(&c, GREETING, strlen(GREETING));
  struct message reply;
  client_read_reply(&c, &reply);
  bool whole = reply_is_whole(&reply);
  bool challenge = is_challenge_goodbye(reply.text, reply.stored);
  if (reply.total > 0 && !challenge) event("reply is not `Goodbye Gradewire from <language>`");
  if (!whole || !challenge) return WRONG;
  event("challenge goodbye and close as promised");
  return RIGHT;
}
