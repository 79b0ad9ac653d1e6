#include "options.h"

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datagram.h"

#define BUFFER_BYTES (16 << 20)

static _Noreturn void bad_usage(const char *reason) {
  fprintf(stderr,
          "traffic: %s; usage:\n"
          "  traffic send --to ADDRESS --port N [--flows N] [--count N] [--size BYTES] [--gap-us N] [--burst N]\n"
          "  traffic receive --port N [--flows N] [--linger-ms N] [--summary]\n"
          "  traffic echo --port N\n"
          "  traffic ping --to ADDRESS --port N [--count N] [--size BYTES] [--gap-us N] [--linger-ms N]\n",
          reason);
  exit(EXIT_USAGE);
}

static uint32_t number(const char *text, uint32_t least, uint32_t most) {
  char *end;
  errno = 0;
  unsigned long long value = strtoull(text, &end, 10);
  if (errno || *end || end == text || *text == '-' || value < least || value > most)
    bad_usage("a number is none, or out of bounds");
  return (uint32_t)value;
}

static enum mode mode_of(const char *word) {
  static const char *const modes[] = {"send", "receive", "echo", "ping"};
  for (int i = 0; i < 4; i++)
    if (strcmp(word, modes[i]) == 0) return (enum mode)i;
  bad_usage("the first argument is none of send, receive, echo, ping");
}

struct options options_of(int argc, char **argv) {
  static const struct option known[] = {{"to", required_argument, NULL, 't'},     {"port", required_argument, NULL, 'p'},
                                        {"flows", required_argument, NULL, 'f'},  {"count", required_argument, NULL, 'c'},
                                        {"size", required_argument, NULL, 's'},   {"gap-us", required_argument, NULL, 'g'},
                                        {"burst", required_argument, NULL, 'b'},  {"linger-ms", required_argument, NULL, 'l'},
                                        {"summary", no_argument, NULL, 'S'},      {NULL, 0, NULL, 0}};
  if (argc < 2) bad_usage("nothing to do");
  struct options options = {.mode = mode_of(argv[1]), .flows = 1, .count = 1, .size = LEAST_SIZE, .gap_us = 1000, .burst = 1,
                            .linger_ms = 300};
  bool has_peer = false;
  opterr = 0;
  for (int option; (option = getopt_long(argc - 1, argv + 1, "", known, NULL)) != -1;) {
    switch (option) {
    case 't': has_peer = inet_pton(AF_INET, optarg, &options.to) == 1; break;
    case 'p': options.port = (uint16_t)number(optarg, 1, 65535 - MOST_FLOWS); break;
    case 'f': options.flows = number(optarg, 1, MOST_FLOWS); break;
    case 'c': options.count = number(optarg, 1, UINT32_MAX); break;
    case 's': options.size = number(optarg, LEAST_SIZE, MOST_SIZE); break;
    case 'g': options.gap_us = number(optarg, 0, 60000000); break;
    case 'b': options.burst = number(optarg, 1, MOST_BURST); break;
    case 'l': options.linger_ms = number(optarg, 0, 600000); break;
    case 'S': options.summary = true; break;
    default: bad_usage("an option is unknown or lacks its value");
    }
  }
  if (optind != argc - 1) bad_usage("an argument is not an option");
  if (!options.port) bad_usage("--port is needed");
  if ((options.mode == SEND || options.mode == PING) && !has_peer) bad_usage("--to takes an IPv4 address");
  return options;
}

static void set_buffer(int fd, int force, int ask) {
  const int bytes = BUFFER_BYTES;
  if (setsockopt(fd, SOL_SOCKET, force, &bytes, sizeof bytes) == 0) return;
  setsockopt(fd, SOL_SOCKET, ask, &bytes, sizeof bytes); /* capped by the system's limit */
}

int open_socket(uint16_t port) {
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0) {
    perror("traffic: socket");
    exit(EXIT_FAILURE);
  }
  set_buffer(fd, SO_RCVBUFFORCE, SO_RCVBUF);
  set_buffer(fd, SO_SNDBUFFORCE, SO_SNDBUF);
  return fd;
}

struct sockaddr_in address_of(const struct options *options, uint32_t flow) {
  return (struct sockaddr_in){
      .sin_family = AF_INET, .sin_addr = options->to, .sin_port = htons((uint16_t)(options->port + flow))};
}
