#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "clock.h"
#include "datagram.h"
#include "modes.h"

#define BATCH 32

struct outgoing {
  const struct options *options;
  int sockets[MOST_FLOWS];
  struct sockaddr_in to[MOST_FLOWS];
  uint8_t *payloads[BATCH];
  uint32_t refused;
};

/** The kernel queues a veth's frames per processor: on two of them a sender would overtake itself. */
static void stay_on_this_processor(void) {
  int cpu = sched_getcpu();
  if (cpu < 0) return;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(cpu, &one);
  sched_setaffinity(0, sizeof one, &one); /* where it is refused, an order may be wrong now and then */
}

/** Sends `count` datagrams of one flow from `number` on. */
static void send_batch(struct outgoing *out, uint32_t number, uint32_t count) {
  struct mmsghdr messages[BATCH];
  struct iovec parts[BATCH];
  uint32_t flow = number % out->options->flows;
  for (uint32_t i = 0; i < count; i++) {
    struct datagram datagram = {.number = number + i, .flow = (uint16_t)flow};
    datagram_write(out->payloads[i], out->options->size, &datagram);
    parts[i] = (struct iovec){out->payloads[i], out->options->size};
    messages[i].msg_hdr = (struct msghdr){
        .msg_name = &out->to[flow], .msg_namelen = sizeof out->to[flow], .msg_iov = &parts[i], .msg_iovlen = 1};
  }
  uint64_t now_ns = wall_ns();
  for (uint32_t i = 0; i < count; i++) datagram_stamp(out->payloads[i], now_ns);
  for (uint32_t done = 0; done < count;) {
    int taken = sendmmsg(out->sockets[flow], messages + done, count - done, 0);
    if (taken > 0) done += (uint32_t)taken;
    else if (errno == ENOBUFS) sched_yield();
    else if (errno != EINTR) {
      out->refused++;
      done++;
    }
  }
}

/** Several flows take turns, one datagram each; a single one needs fewer system calls. */
static void send_burst(struct outgoing *out, uint32_t first, uint32_t count) {
  uint32_t most = out->options->flows == 1 ? BATCH : 1;
  for (uint32_t done = 0; done < count;) {
    uint32_t batch = count - done < most ? count - done : most;
    send_batch(out, first + done, batch);
    done += batch;
  }
}

int send_datagrams(const struct options *options) {
  static struct outgoing out;
  out.options = options;
  for (uint32_t i = 0; i < options->flows; i++) {
    out.sockets[i] = open_socket(0);
    out.to[i] = address_of(options, i);
  }
  for (int i = 0; i < BATCH; i++)
    if (!(out.payloads[i] = malloc(options->size))) return EXIT_FAILURE;
  stay_on_this_processor();

  uint32_t burst = options->gap_us ? options->burst : BATCH;
  uint64_t started_ns = steady_ns(), next_ns = started_ns;
  for (uint32_t done = 0; done < options->count;) {
    if (options->gap_us) sleep_until(next_ns);
    uint32_t left = options->count - done;
    send_burst(&out, done, left < burst ? left : burst);
    done += left < burst ? left : burst;
    next_ns += options->gap_us * UINT64_C(1000);
  }
  printf("{\"event\":\"sent\",\"count\":%" PRIu32 ",\"refused\":%" PRIu32 ",\"durationNs\":%" PRIu64 "}\n",
         options->count, out.refused, steady_ns() - started_ns);
  return EXIT_SUCCESS;
}
