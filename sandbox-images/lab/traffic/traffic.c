/*
 * Traffic for tests and measurements of the link: numbered datagrams that carry the time when they were sent. What the
 * receiver says shows which arrived, in what order, how often, how late and how damaged.
 */
#include "modes.h"

int main(int argc, char **argv) {
  struct options options = options_of(argc, argv);
  switch (options.mode) {
  case SEND: return send_datagrams(&options);
  case RECEIVE: return receive_datagrams(&options);
  case ECHO: return echo_datagrams(&options);
  default: return ping(&options);
  }
}
