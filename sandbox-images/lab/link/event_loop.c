#define _GNU_SOURCE
#include "event_loop.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "busy_poll.h"
#include "clock.h"
#include "moderation.h"

#define DRAIN_PATIENCE_NS 200000000u
#define TURN_NS 100000           /* the shortest that Linux knows */
#define IDLE_MS 20               /* a capture is written out after this much silence, ... */
#define FLUSH_BYTES (64u << 10)  /* ... or when so much waits: seldom enough not to wake the reader for every frame */

/**
 * Where there is no SCHED_FIFO for us: who is content with short turns on the processor need not wait for the end of
 * another's long one (sched_setattr(2), Linux 6.12; before, it does nothing).
 */
static void ask_for_short_turns(void) {
  struct { /* sched_attr, of which the C library's headers have none, or one that contradicts the kernel's */
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime_ns, deadline_ns, period_ns;
  } turns = {.size = sizeof turns, .policy = SCHED_OTHER, .runtime_ns = TURN_NS};
  if (sched_getscheduler(0) == SCHED_OTHER) syscall(SYS_sched_setattr, 0, &turns, 0);
}

static bool input_ended(int fd) {
  char ignored[4096];
  ssize_t got = read(fd, ignored, sizeof ignored);
  return got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN);
}

/** How long nothing needs doing if nothing comes in: until a frame is due, or it is time to write things out. */
static const struct timespec *patience(const struct link *link, bool write_out_later, struct timespec *wait) {
  int64_t until_ns = INT64_MAX, now_ns = (int64_t)steady_ns();
  for (int i = 0; i < DIRECTIONS; i++) {
    int64_t due_ns = scheduler_next_ns(&link->impairment->queue[i]);
    if (due_ns < until_ns) until_ns = due_ns;
  }
  if (until_ns == INT64_MAX && !write_out_later) return NULL;
  int64_t left_ns = until_ns > now_ns ? until_ns - now_ns : 0;
  if (write_out_later && left_ns > IDLE_MS * 1000000) left_ns = IDLE_MS * 1000000;
  *wait = (struct timespec){left_ns / 1000000000, left_ns % 1000000000};
  return wait;
}

/** Sends what is due both ways. False: `gone` is. */
static bool send_due(struct link *link, struct path paths[DIRECTIONS], const struct port **gone) {
  for (int i = 0; i < DIRECTIONS; i++)
    if (forward_due(link, &paths[i], gone) < 0) return false;
  return true;
}

static bool is_due(const struct link *link, uint64_t now_ns) {
  for (int i = 0; i < DIRECTIONS; i++)
    if (scheduler_next_ns(&link->impairment->queue[i]) <= (int64_t)now_ns) return true;
  return false;
}

/** Looks on without sleeping while that pays and nothing is due. What poll() says; 0: sleep. */
static int look_on(const struct link *link, struct busy_poll *busy_poll, struct pollfd fds[], nfds_t count) {
  uint64_t now_ns = steady_ns(), until_ns = now_ns + BUSY_POLL_NS;
  while (now_ns < until_ns && busy_poll_pays(busy_poll, now_ns) && !is_due(link, now_ns)) {
    int ready = poll(fds, count, 0);
    if (ready != 0) return ready;
    sched_yield(); /* who is to answer may wait for this very processor */
    uint64_t back_ns = steady_ns();
    busy_poll_yielded(busy_poll, now_ns, back_ns);
    now_ns = back_ns;
  }
  return 0;
}

/** When the last frame of both ends was received, wall clock. */
static uint64_t last_received_ns(const struct path paths[DIRECTIONS]) {
  uint64_t a_ns = paths[A_TO_B].from->last_received_ns, b_ns = paths[B_TO_A].from->last_received_ns;
  return a_ns > b_ns ? a_ns : b_ns;
}

const struct port *forward_until_stopped(struct link *link, struct path paths[DIRECTIONS], int stop_signal) {
  struct capture *capture = link->capture;
  struct fate_log *fates = link->fates;
  struct pollfd fds[] = {{.fd = paths[0].from->fd, .events = POLLIN},
                         {.fd = paths[1].from->fd, .events = POLLIN},
                         {.fd = stop_signal, .events = POLLIN},
                         {.fd = STDIN_FILENO, .events = POLLIN},
                         {.events = POLLOUT},
                         {.events = POLLOUT}};
  const struct port *gone = NULL;
  uint64_t silent_since_ns = steady_ns();
  struct moderation moderation = {.since_ns = silent_since_ns};
  struct busy_poll busy_poll = {0};
  bool looks_on = false, yields = sched_getscheduler(0) == SCHED_OTHER; /* with SCHED_FIFO to none of those who wait */
  ask_for_short_turns();
  for (;;) {
    size_t pending = capture_pending(capture);
    if (pending >= FLUSH_BYTES) capture->flushing = true;
    fds[4].fd = capture->flushing ? STDOUT_FILENO : -1;
    fds[5].fd = fate_log_pending(fates) ? STDERR_FILENO : -1;
    struct timespec wait;
    /* ppoll() and not epoll: standard input and output may be plain files or /dev/null, which epoll does not take. */
    int ready = looks_on ? look_on(link, &busy_poll, fds, 6) : 0;
    if (ready == 0) ready = ppoll(fds, 6, patience(link, pending && !capture->flushing, &wait), NULL);
    if (ready < 0) continue;
    /* Frames that are due wake us too: silence is measured, not inferred from the time-out. */
    if (ready > 0 && (fds[0].revents || fds[1].revents)) silent_since_ns = steady_ns();
    if (pending && steady_ns() - silent_since_ns >= IDLE_MS * 1000000u) capture->flushing = true;
    int received[DIRECTIONS] = {0};
    uint64_t forwarded = paths[A_TO_B].counts.forwarded + paths[B_TO_A].counts.forwarded;
    for (int i = 0; i < DIRECTIONS; i++)
      if (fds[i].revents && (received[i] = forward(link, &paths[i], &gone)) < 0) return gone;
    bool at_once = paths[A_TO_B].counts.forwarded + paths[B_TO_A].counts.forwarded > forwarded;
    if (!send_due(link, paths, &gone)) return gone;
    bool found = received[A_TO_B] + received[B_TO_A] > 0;
    if (found)
      busy_poll_found(&busy_poll, received[A_TO_B] ? A_TO_B : B_TO_A, last_received_ns(paths), at_once, wall_ns());
    moderation_count(&moderation, received[A_TO_B] + received[B_TO_A], steady_ns());
    if (received[A_TO_B] < BATCH && received[B_TO_A] < BATCH) moderation_pause(&moderation);
    looks_on = found && yields && !moderation.dense;
    if (fds[2].revents) return NULL;
    if (fds[3].revents && input_ended(STDIN_FILENO)) return NULL;
    if (fds[4].fd >= 0 && fds[4].revents) capture_write_some(capture, STDOUT_FILENO);
    if (fds[5].fd >= 0 && fds[5].revents) fate_log_write_some(fates, STDERR_FILENO);
  }
}

const struct port *drain(struct link *link, struct path paths[DIRECTIONS]) {
  const struct port *gone = NULL;
  uint64_t deadline_ns = steady_ns() + DRAIN_PATIENCE_NS;
  for (bool more = true; more && steady_ns() < deadline_ns;) {
    int moved = 0;
    for (int i = 0; i < DIRECTIONS; i++) {
      int received = forward(link, &paths[i], &gone);
      if (received < 0) return gone;
      moved += received;
    }
    if (!send_due(link, paths, &gone)) return gone;
    struct timespec wait;
    int64_t now_ns = (int64_t)steady_ns();
    const struct timespec *next = patience(link, false, &wait);
    bool in_time = next && now_ns + next->tv_sec * 1000000000 + next->tv_nsec < (int64_t)deadline_ns;
    if (moved == 0 && in_time) {
      struct pollfd in[] = {{.fd = paths[0].from->fd, .events = POLLIN}, {.fd = paths[1].from->fd, .events = POLLIN}};
      ppoll(in, 2, next, NULL);
    }
    more = moved > 0 || in_time;
  }
  return NULL;
}
