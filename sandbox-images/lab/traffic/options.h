#ifndef TRAFFIC_OPTIONS_H
#define TRAFFIC_OPTIONS_H
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#define MOST_FLOWS 64
#define MOST_BURST 1024
#define EXIT_USAGE 2

enum mode { SEND, RECEIVE, ECHO, PING };

struct options {
  enum mode mode;
  struct in_addr to;
  uint16_t port;   /* of the first flow; the others follow */
  uint32_t flows;
  uint32_t count;  /* datagrams in all */
  uint32_t size;   /* bytes of payload */
  uint32_t gap_us; /* from burst to burst; 0: as fast as the kernel takes them */
  uint32_t burst;
  uint32_t linger_ms;
  bool summary;    /* counts only */
};

/** Ends the program with EXIT_USAGE and a reason where they make no sense. */
struct options options_of(int argc, char **argv);

/** A UDP socket bound to `port` of any address (0: some port), with large buffers. Ends the program if there is none. */
int open_socket(uint16_t port);

struct sockaddr_in address_of(const struct options *options, uint32_t flow);

#endif
