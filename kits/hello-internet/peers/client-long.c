/* A greeting of 20000 bytes and a newline: a server need not read it all, but must reply and not break. */
#include "client.h"

static char greeting[20001];

int main(int argc, char **argv) {
  struct client c = client_connect(argc, argv);
  fill_with_words(greeting, sizeof greeting, GREETING, "end.\n");
  client_send(&c, greeting, sizeof greeting);
  struct message reply;
  client_read_reply(&c, &reply);
  /* A server that closes with half of the greeting unread sends an RST, and rightly so: only the reply counts. */
  bool whole = reply_is_whole(&reply);
  if (!has_goodbye(reply.text, reply.stored)) {
    if (reply.total > 0) event("reply is not a goodbye");
    return WRONG;
  }
  event(whole ? "goodbye and close as promised" : "goodbye received");
  return RIGHT;
}
