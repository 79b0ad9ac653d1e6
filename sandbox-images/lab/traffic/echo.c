#define _GNU_SOURCE
#include <inttypes.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "datagram.h"
#include "modes.h"

static uint8_t payload[MOST_SIZE + 1];

int echo_datagrams(const struct options *options) {
  struct pollfd fds[] = {{.fd = open_socket(options->port), .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
  fprintf(stderr, "{\"event\":\"ready\"}\n");
  for (;;) {
    if (poll(fds, 2, -1) < 0) continue;
    if (fds[0].revents) {
      struct sockaddr_in from;
      socklen_t length = sizeof from;
      ssize_t got = recvfrom(fds[0].fd, payload, sizeof payload, MSG_DONTWAIT, (struct sockaddr *)&from, &length);
      if (got >= 0) sendto(fds[0].fd, payload, (size_t)got, 0, (struct sockaddr *)&from, length);
    }
    if (fds[1].revents && read(STDIN_FILENO, payload, sizeof payload) <= 0) return EXIT_SUCCESS;
  }
}

/** Waits for the answer to `number`; what comes late for an earlier one is ignored. False: it was given up. */
static bool answered(int socket, uint32_t number, uint64_t deadline_ns) {
  struct pollfd in = {.fd = socket, .events = POLLIN};
  for (;;) {
    uint64_t now_ns = steady_ns();
    if (now_ns >= deadline_ns) return false;
    struct timespec wait = {(time_t)((deadline_ns - now_ns) / 1000000000u), (long)((deadline_ns - now_ns) % 1000000000u)};
    if (ppoll(&in, 1, &wait, NULL) <= 0) continue;
    struct datagram datagram;
    ssize_t got = recv(socket, payload, sizeof payload, MSG_DONTWAIT);
    if (got >= 0 && datagram_read(payload, (size_t)got, &datagram) >= 0 && datagram.number == number) return true;
  }
}

int ping(const struct options *options) {
  static uint8_t request[MOST_SIZE];
  int socket = open_socket(0);
  struct sockaddr_in to = address_of(options, 0);
  uint32_t lost = 0;
  printf("{\"event\":\"roundTrips\",\"ns\":[");
  uint64_t next_ns = steady_ns();
  for (uint32_t number = 0; number < options->count; number++) {
    if (options->gap_us) sleep_until(next_ns);
    uint64_t sent_ns = steady_ns();
    datagram_write(request, options->size, &(struct datagram){.number = number, .sent_ns = wall_ns()});
    sendto(socket, request, options->size, 0, (struct sockaddr *)&to, sizeof to);
    bool back = answered(socket, number, sent_ns + options->linger_ms * UINT64_C(1000000));
    if (back) printf("%s%" PRIu64, number == lost ? "" : ",", steady_ns() - sent_ns);
    lost += !back;
    next_ns += options->gap_us * UINT64_C(1000);
  }
  printf("],\"sent\":%" PRIu32 ",\"lost\":%" PRIu32 "}\n", options->count, lost);
  return EXIT_SUCCESS;
}
