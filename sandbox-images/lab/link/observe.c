#define _GNU_SOURCE
#include "observe.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "checksum.h"
#include "clock.h"
#include "control.h"
#include "settings.h"

#define U "%" PRIu64
#define CAPTURE_PATIENCE_NS 5000000000u
#define IDLE_MS 20              /* a capture is written out after this much silence, ... */
#define FLUSH_BYTES (64u << 10) /* ... or when so much waits */

/** One port, with a batch of what has crossed it, in either direction. */
struct watch {
  struct port *port;
  enum capture_interface before, after; /* the link */
  uint64_t in, out;
  struct frame frames[BATCH];
  int count, next;
};

static uint8_t rooms[2][BATCH][FRAME_BYTES];

static void say(const char *line) {
  ssize_t ignored = write(STDERR_FILENO, line, strlen(line));
  (void)ignored;
}

/*
 * Which frame that goes out is which one that came in is the kernel's secret, so no room can be reserved for it: a
 * capture that reaches its limit (`notCaptured`) may end with frames on one side only.
 */
static void take(struct watch *watch, struct frame *frame, struct capture *capture) {
  if (frame->length == 0 || checksum_complete(&frame->offload, frame->bytes, frame->length) == CHECKSUM_MALFORMED) return;
  enum capture_interface interface = frame->outgoing ? watch->after : watch->before;
  capture_received(capture, interface, frame->received_ns, frame->bytes, frame->length, "", 0, 0);
  if (frame->outgoing) watch->out++;
  else watch->in++;
}

/** Takes what both ports have seen, in order of time. Returns how many frames; -1 with `gone` set: an interface is. */
static int look(struct watch watches[2], struct capture *capture, const struct port **gone) {
  for (int i = 0; i < 2; i++) {
    watches[i].next = 0;
    watches[i].count = port_receive(watches[i].port, watches[i].frames);
    if (watches[i].count >= 0) continue;
    *gone = watches[i].port;
    return -1;
  }
  struct watch *a = &watches[0], *b = &watches[1];
  while (a->next < a->count || b->next < b->count) {
    bool from_a = b->next == b->count ||
                  (a->next < a->count && a->frames[a->next].received_ns <= b->frames[b->next].received_ns);
    struct watch *watch = from_a ? a : b;
    take(watch, &watch->frames[watch->next++], capture);
  }
  return a->count + b->count;
}

static bool input_ended(void) {
  char ignored[4096];
  return read(STDIN_FILENO, ignored, sizeof ignored) <= 0;
}

/** Watches until asked to stop. NULL, or the interface that is gone. */
static const struct port *watch_until_stopped(struct watch watches[2], struct capture *capture, int stop_signal) {
  struct pollfd fds[] = {{.fd = watches[0].port->fd, .events = POLLIN},
                         {.fd = watches[1].port->fd, .events = POLLIN},
                         {.fd = stop_signal, .events = POLLIN},
                         {.fd = STDIN_FILENO, .events = POLLIN},
                         {.events = POLLOUT}};
  const struct port *gone = NULL;
  bool first = true;
  for (;;) {
    size_t pending = capture_pending(capture);
    if (pending >= FLUSH_BYTES) capture->flushing = true;
    fds[4].fd = capture->flushing ? STDOUT_FILENO : -1;
    int ready = poll(fds, 5, pending && !capture->flushing ? IDLE_MS : -1);
    if (ready < 0) continue;
    if (ready == 0) capture->flushing = true;
    if (ready > 0 && (fds[0].revents || fds[1].revents)) {
      if (look(watches, capture, &gone) < 0) return gone;
      if (first && watches[0].in + watches[1].in > 0) {
        say("{\"event\":\"first\"}\n");
        first = false;
      }
    }
    if (fds[2].revents || (fds[3].revents && input_ended())) return NULL;
    if (fds[4].fd >= 0 && fds[4].revents) capture_write_some(capture, STDOUT_FILENO);
  }
}

static void report(const struct watch watches[2], const struct capture *capture, const struct port *gone) {
  char line[1024], fault[96] = "", error[64] = "";
  if (gone) snprintf(fault, sizeof fault, ",\"fault\":\"interface %s went down or vanished\"", gone->name);
  if (capture->error) snprintf(error, sizeof error, ",\"captureError\":\"%s\"", strerrorname_np(capture->error));
  snprintf(line, sizeof line,
           "{\"event\":\"report\",\"version\":\"" LINK_VERSION "\""
           ",\"seen\":{\"aToB\":" U ",\"bToA\":" U "},\"forwarded\":{\"aToB\":" U ",\"bToA\":" U "}"
           ",\"unseen\":" U ",\"captureBytes\":%zu,\"notCaptured\":" U "%s%s}\n",
           watches[0].in, watches[1].in, watches[1].out, watches[0].out,
           port_receive_drops(watches[0].port) + port_receive_drops(watches[1].port), capture->written,
           capture->not_captured, error, fault);
  say(line);
}

int observe(struct port *a, struct port *b, struct capture *capture, int stop_signal) {
  static struct watch watches[2];
  watches[0] = (struct watch){.port = a, .before = FROM_A, .after = TO_A};
  watches[1] = (struct watch){.port = b, .before = FROM_B, .after = TO_B};
  for (int i = 0; i < 2; i++)
    for (int j = 0; j < BATCH; j++) watches[i].frames[j].bytes = rooms[i][j];
  const struct port *gone = NULL;
  if (!port_see_outgoing(a)) gone = a;
  else if (!port_see_outgoing(b)) gone = b;
  if (!gone) {
    control_ready();
    gone = watch_until_stopped(watches, capture, stop_signal);
  }
  /* Whatever is there has crossed the link before the end was asked for; those who never stop are not waited for. */
  for (int i = 0; !gone && i < 1000 && look(watches, capture, &gone) > 0;) i++;
  capture_finish(capture, STDOUT_FILENO, steady_ns() + CAPTURE_PATIENCE_NS);
  report(watches, capture, gone);
  return gone ? EXIT_FAULT : EXIT_DONE;
}
