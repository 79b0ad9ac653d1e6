#define _GNU_SOURCE
#include <inttypes.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "datagram.h"
#include "modes.h"

#define BATCH 32

struct arrival {
  int64_t sent_ns, at_ns; /* since the start of this program */
  uint32_t number;        /* UINT32_MAX: unreadable */
  uint32_t size;
  uint16_t flow, port;
  int damaged;            /* bytes; -1: unreadable */
  size_t order;           /* of reading */
};

struct incoming {
  const struct options *options;
  uint64_t epoch_ns; /* wall clock */
  struct arrival *arrivals;
  size_t count, room;
  uint64_t received, bytes;
  int64_t first_ns, last_ns;
};

static void remember(struct incoming *in, const struct arrival *arrival) {
  if (in->received++ == 0) in->first_ns = arrival->at_ns;
  in->last_ns = arrival->at_ns;
  in->bytes += arrival->size;
  if (in->options->summary) return;
  if (in->count == in->room) {
    in->room = in->room ? 2 * in->room : 4096;
    in->arrivals = realloc(in->arrivals, in->room * sizeof *in->arrivals);
    if (!in->arrivals) {
      perror("traffic: memory");
      exit(EXIT_FAILURE);
    }
  }
  in->arrivals[in->count] = *arrival;
  in->arrivals[in->count].order = in->count;
  in->count++;
}

/** Several sockets are read one after the other: it is the stamps that tell what came first. */
static int by_arrival(const void *a, const void *b) {
  const struct arrival *one = a, *other = b;
  if (one->at_ns != other->at_ns) return one->at_ns < other->at_ns ? -1 : 1;
  return one->order < other->order ? -1 : 1;
}

static uint64_t stamp_of(struct msghdr *message, uint64_t now_ns) {
  for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part; part = CMSG_NXTHDR(message, part)) {
    struct timespec at;
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_TIMESTAMPNS) continue;
    memcpy(&at, CMSG_DATA(part), sizeof at);
    return (uint64_t)at.tv_sec * 1000000000u + (uint64_t)at.tv_nsec;
  }
  return now_ns;
}

/** Takes what waits at one socket, a batch at most. */
static void take(struct incoming *in, int socket, uint16_t port) {
  static uint8_t payloads[BATCH][MOST_SIZE + 1];
  static struct iovec parts[BATCH];
  static struct mmsghdr messages[BATCH];
  static union {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(sizeof(struct timespec))];
  } control[BATCH];
  for (int i = 0; i < BATCH; i++) {
    parts[i] = (struct iovec){payloads[i], sizeof payloads[i]};
    messages[i].msg_hdr = (struct msghdr){
        .msg_iov = &parts[i], .msg_iovlen = 1, .msg_control = &control[i], .msg_controllen = sizeof control[i]};
  }
  int count = recvmmsg(socket, messages, BATCH, MSG_DONTWAIT, NULL);
  uint64_t now_ns = wall_ns();
  for (int i = 0; i < count; i++) {
    struct datagram datagram = {.number = UINT32_MAX};
    uint32_t size = messages[i].msg_len;
    uint64_t at_ns = stamp_of(&messages[i].msg_hdr, now_ns);
    int damaged = datagram_read(payloads[i], size, &datagram);
    int64_t sent_ns = damaged < 0 ? 0 : (int64_t)(datagram.sent_ns - in->epoch_ns);
    remember(in, &(struct arrival){sent_ns, (int64_t)(at_ns - in->epoch_ns), datagram.number, size, datagram.flow, port,
                                   damaged, 0});
  }
}

static void print_arrival(const struct arrival *arrival) {
  if (arrival->damaged < 0) {
    printf("{\"event\":\"unreadable\",\"port\":%u,\"size\":%" PRIu32 ",\"atNs\":%" PRId64 "}\n", arrival->port,
           arrival->size, arrival->at_ns);
    return;
  }
  printf("{\"event\":\"received\",\"number\":%" PRIu32 ",\"flow\":%u,\"port\":%u,\"size\":%" PRIu32 ",\"sentNs\":%" PRId64
         ",\"atNs\":%" PRId64 ",\"damaged\":%d}\n",
         arrival->number, arrival->flow, arrival->port, arrival->size, arrival->sent_ns, arrival->at_ns,
         arrival->damaged);
}

static bool input_ended(void) {
  char ignored[4096];
  return read(STDIN_FILENO, ignored, sizeof ignored) <= 0;
}

int receive_datagrams(const struct options *options) {
  const int on = 1;
  struct incoming in = {.options = options, .epoch_ns = wall_ns()};
  struct pollfd fds[MOST_FLOWS + 1];
  for (uint32_t i = 0; i < options->flows; i++) {
    fds[i] = (struct pollfd){.fd = open_socket((uint16_t)(options->port + i)), .events = POLLIN};
    setsockopt(fds[i].fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
  }
  struct pollfd *input = &fds[options->flows];
  *input = (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
  fprintf(stderr, "{\"event\":\"ready\"}\n");

  for (;;) {
    int ready = poll(fds, options->flows + 1, input->fd < 0 ? (int)options->linger_ms : -1);
    if (ready == 0) break;
    for (uint32_t i = 0; i < options->flows; i++)
      if (fds[i].revents) take(&in, fds[i].fd, (uint16_t)(options->port + i));
    if (input->fd >= 0 && input->revents && input_ended()) input->fd = -1;
  }
  if (in.count) qsort(in.arrivals, in.count, sizeof *in.arrivals, by_arrival);
  for (size_t i = 0; i < in.count; i++) print_arrival(&in.arrivals[i]);
  printf("{\"event\":\"done\",\"received\":%" PRIu64 ",\"bytes\":%" PRIu64 ",\"durationNs\":%" PRId64 "}\n", in.received,
         in.bytes, in.last_ns - in.first_ns);
  return EXIT_SUCCESS;
}
