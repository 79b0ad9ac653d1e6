/*
 * The link between two endpoints: forwards Ethernet frames from one interface to the other, in user space, does to them
 * what the directives on standard input say, and writes what it saw as pcapng to standard output. The directives, one a
 * line, end with `go`; the link ends when standard input ends after that, or on SIGTERM. With --observe the kernel
 * forwards and the directives are for nobody: only the capture is ours then.
 */
#define _GNU_SOURCE
#include <grp.h>
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
#include "directives.h"
#include "distribution.h"
#include "event_loop.h"
#include "observe.h"
#include "settings.h"

#define NOBODY 65534
#define INTERFACE_PATIENCE_NS 5000000000u
#define CAPTURE_PATIENCE_NS 5000000000u

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

/** What the profile asks for, made ready before the first frame. NULL, or why not. */
static const char *prepare(struct link *link, struct path paths[DIRECTIONS], const struct profile *profile,
                           bool fates) {
  /* Each by itself, so that ASan sees where one ends. */
  for (int i = 0; i < BATCH; i++)
    if (!(link->frames[i].bytes = malloc(FRAME_BYTES))) return "no memory for frames";
  keying_start(link->impairment->memory, profile);
  for (int i = 0; i < DIRECTIONS; i++) {
    paths[i].clean = !fates && profile_is_clean(profile, (enum direction)i);
    if (profile->direction[i].jitter_ns) distribution_table(profile->direction[i].distribution);
  }
  return fates && !fate_log_start(link->fates) ? "no memory for the fates" : NULL;
}

int main(int argc, char **argv) {
  static struct link link;
  static struct capture capture;
  static struct lag lag;
  static struct keyed_memory memory;
  static struct profile profile;
  static struct impairment impairment = {.profile = &profile, .memory = &memory};
  static struct fate_log fates;
  static struct port a, b;
  struct settings settings = settings_of(argc, argv);
  struct path paths[DIRECTIONS] = {
      {.from = &a, .to = &b, .seen_at = FROM_A, .delivered_at = TO_B, .direction = A_TO_B},
      {.from = &b, .to = &a, .seen_at = FROM_B, .delivered_at = TO_A, .direction = B_TO_A}};
  link.capture = &capture;
  link.lag = &lag;
  link.impairment = &impairment;
  link.fates = &fates;
  const char *refused = directives_read(&profile, STDIN_FILENO);
  if (refused) {
    fprintf(stderr, "link: %s\n", refused);
    return EXIT_USAGE;
  }
  int stop_signal = open_stop_signal();

  uint64_t deadline_ns = steady_ns() + INTERFACE_PATIENCE_NS;
  const char *fault = port_open(&a, settings.interface_a, deadline_ns);
  if (!fault) fault = port_open(&b, settings.interface_b, deadline_ns);
  /* Refused in most containers, and then without consequence but later wake-ups on a busy machine. */
  sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){.sched_priority = 1});
  prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0); /* else ppoll() may be 50 µs late on purpose */
  if (!fault && !drop_privileges()) fault = "root could not be given up: SETUID and SETGID are needed";
  if (!fault && !capture_start(&capture, settings.capture_limit, settings.name_a, settings.name_b))
    fault = "no memory for the capture";
  if (!fault && settings.observe) return observe(&a, &b, &capture, stop_signal);
  if (!fault) fault = prepare(&link, paths, &profile, settings.fates);

  if (!fault) {
    control_ready();
    const struct port *gone = forward_until_stopped(&link, paths, stop_signal);
    if (!gone) gone = drain(&link, paths);
    for (int i = 0; i < DIRECTIONS; i++) forward_forget(&link, &paths[i]);
    static char message[64];
    if (gone) {
      snprintf(message, sizeof message, "interface %s went down or vanished", gone->name);
      fault = message;
    }
    capture_finish(&capture, STDOUT_FILENO, steady_ns() + CAPTURE_PATIENCE_NS);
    fate_log_finish(&fates, STDERR_FILENO, steady_ns() + CAPTURE_PATIENCE_NS);
    for (int i = 0; i < DIRECTIONS; i++) paths[i].counts.overrun = port_receive_drops(paths[i].from);
  }
  control_report(paths, &link, fault);
  return fault ? EXIT_FAULT : EXIT_DONE;
}
