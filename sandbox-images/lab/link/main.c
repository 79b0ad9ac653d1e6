/*
 * The link between two endpoints: forwards every Ethernet frame from one interface to the other, in user space, and
 * writes what it saw as pcapng to standard output. Ends when standard input ends or on SIGTERM.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <grp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "clock.h"
#include "control.h"

#define NOBODY 65534
#define INTERFACE_PATIENCE_NS 5000000000u
#define DRAIN_PATIENCE_NS 200000000u
#define CAPTURE_PATIENCE_NS 5000000000u
#define IDLE_MS 20               /* a capture is written out after this much silence, ... */
#define FLUSH_BYTES (64u << 10)  /* ... or when so much waits: seldom enough not to wake the reader for every frame */

enum exit_code { EXIT_DONE = 0, EXIT_USAGE = 2, EXIT_FAULT = 3 };

struct settings {
  const char *interface_a, *interface_b, *name_a, *name_b;
  size_t capture_limit;
};

static void bad_usage(const char *reason) {
  fprintf(stderr,
          "link: %s; usage: link --a IFNAME --b IFNAME [--capture-limit BYTES] [--name-a NAME] [--name-b NAME]\n",
          reason);
  exit(EXIT_USAGE);
}

/** Names go into JSON and into the capture: no character that would need escaping, and no more than `most` of them. */
static bool is_name(const char *text, size_t most) {
  size_t length = strlen(text);
  return length > 0 && length <= most &&
         strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-@") == length;
}

static size_t parse_limit(const char *text) {
  char *end;
  errno = 0;
  unsigned long long limit = strtoull(text, &end, 10);
  if (errno || *end || end == text || *text == '-' || limit > CAPTURE_MAX_LIMIT)
    bad_usage("--capture-limit takes a number of bytes up to 1073741824");
  return (size_t)limit;
}

static struct settings parse_arguments(int argc, char **argv) {
  static const struct option options[] = {{"a", required_argument, NULL, 'a'},
                                          {"b", required_argument, NULL, 'b'},
                                          {"capture-limit", required_argument, NULL, 'l'},
                                          {"name-a", required_argument, NULL, 'A'},
                                          {"name-b", required_argument, NULL, 'B'},
                                          {NULL, 0, NULL, 0}};
  struct settings settings = {.name_a = "client", .name_b = "server", .capture_limit = 8u << 20};
  opterr = 0;
  for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
    if (option == 'a') settings.interface_a = optarg;
    else if (option == 'b') settings.interface_b = optarg;
    else if (option == 'A') settings.name_a = optarg;
    else if (option == 'B') settings.name_b = optarg;
    else if (option == 'l') settings.capture_limit = parse_limit(optarg);
    else bad_usage("an option is unknown or lacks its value");
  }
  if (optind != argc) bad_usage("an argument is not an option");
  if (!settings.interface_a || !settings.interface_b) bad_usage("both --a and --b are needed");
  if (!is_name(settings.interface_a, IFNAMSIZ - 1) || !is_name(settings.interface_b, IFNAMSIZ - 1))
    bad_usage("not the name of an interface");
  if (strcmp(settings.interface_a, settings.interface_b) == 0) bad_usage("--a and --b are the same interface");
  if (!is_name(settings.name_a, 32) || !is_name(settings.name_b, 32)) bad_usage("not the name of an endpoint");
  return settings;
}

/** The sockets are open: nothing that comes in by them shall find a root to take over. */
static bool drop_privileges(void) {
  if (setgroups(0, NULL) < 0 || setresgid(NOBODY, NOBODY, NOBODY) < 0 || setresuid(NOBODY, NOBODY, NOBODY) < 0)
    return false;
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && setuid(0) < 0;
}

/** SIGTERM as a readable descriptor: under load poll() never sleeps, and would never let a signal in. */
static int open_stop_signal(void) {
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigaddset(&stop, SIGINT);
  sigprocmask(SIG_BLOCK, &stop, NULL);
  signal(SIGPIPE, SIG_IGN);
  return signalfd(-1, &stop, SFD_CLOEXEC);
}

static bool input_ended(int fd) {
  char ignored[4096];
  ssize_t got = read(fd, ignored, sizeof ignored);
  return got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN);
}

/** Forwards until asked to stop (NULL) or until an interface is gone (which one). */
static const struct port *run(struct link *link, struct path paths[2], int stop_signal) {
  struct capture *capture = link->capture;
  struct pollfd fds[] = {{.fd = paths[0].from->fd, .events = POLLIN},
                         {.fd = paths[1].from->fd, .events = POLLIN},
                         {.fd = stop_signal, .events = POLLIN},
                         {.fd = STDIN_FILENO, .events = POLLIN},
                         {.events = POLLOUT}};
  const struct port *gone = NULL;
  for (;;) {
    size_t pending = capture_pending(capture);
    if (pending >= FLUSH_BYTES) capture->flushing = true;
    fds[4].fd = capture->flushing ? STDOUT_FILENO : -1;
    /* poll() and not epoll: standard input and output may be plain files or /dev/null, which epoll does not take. */
    int ready = poll(fds, 5, pending && !capture->flushing ? IDLE_MS : -1);
    if (ready < 0) continue;
    if (ready == 0) capture->flushing = true;
    for (int i = 0; i < 2; i++)
      if (fds[i].revents && forward(link, &paths[i], &gone) < 0) return gone;
    if (fds[2].revents) return NULL;
    if (fds[3].revents && input_ended(STDIN_FILENO)) return NULL;
    if (fds[4].fd >= 0 && fds[4].revents) capture_write_some(capture, STDOUT_FILENO);
  }
}

/** Forwards what the endpoints had already sent, unless they never stop sending. */
static const struct port *drain(struct link *link, struct path paths[2]) {
  const struct port *gone = NULL;
  uint64_t deadline_ns = steady_ns() + DRAIN_PATIENCE_NS;
  for (int moved = 1; moved > 0 && steady_ns() < deadline_ns;) {
    moved = 0;
    for (int i = 0; i < 2; i++) {
      int received = forward(link, &paths[i], &gone);
      if (received < 0) return gone;
      moved += received;
    }
  }
  return NULL;
}

int main(int argc, char **argv) {
  static struct link link;
  static struct capture capture;
  static struct lag lag;
  static struct port a, b;
  struct settings settings = parse_arguments(argc, argv);
  struct path paths[2] = {{.from = &a, .to = &b, .seen_at = FROM_A, .delivered_at = TO_B},
                          {.from = &b, .to = &a, .seen_at = FROM_B, .delivered_at = TO_A}};
  int stop_signal = open_stop_signal();
  link.capture = &capture;
  link.lag = &lag;

  uint64_t deadline_ns = steady_ns() + INTERFACE_PATIENCE_NS;
  const char *fault = port_open(&a, settings.interface_a, deadline_ns);
  if (!fault) fault = port_open(&b, settings.interface_b, deadline_ns);
  /* Refused in most containers, and then without consequence but later wake-ups on a busy machine. */
  sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){.sched_priority = 1});
  if (!fault && !drop_privileges()) fault = "root could not be given up: SETUID and SETGID are needed";
  if (!fault && !capture_start(&capture, settings.capture_limit, settings.name_a, settings.name_b))
    fault = "no memory for the capture";

  if (!fault) {
    control_ready();
    const struct port *gone = run(&link, paths, stop_signal);
    if (!gone) gone = drain(&link, paths);
    static char message[64];
    if (gone) {
      snprintf(message, sizeof message, "interface %s went down or vanished", gone->name);
      fault = message;
    }
    capture_finish(&capture, STDOUT_FILENO, steady_ns() + CAPTURE_PATIENCE_NS);
    for (int i = 0; i < 2; i++) paths[i].counts.overrun = port_receive_drops(paths[i].from);
  }
  control_report(&paths[0].counts, &paths[1].counts, &capture, &lag, fault);
  return fault ? EXIT_FAULT : EXIT_DONE;
}
