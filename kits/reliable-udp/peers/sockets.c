#define _GNU_SOURCE /* ppoll */
#include "sockets.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER_BYTES = 1 << 20 };

#define SECOND_NS 1000000000

int64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * SECOND_NS + t.tv_nsec;
}

long parse_number(const char *text, long least, long most) {
  char *end;
  errno = 0;
  long number = strtol(text, &end, 10);
  bool digits = text[0] >= '0' && text[0] <= '9' && *end == '\0';
  return digits && errno == 0 && number >= least && number <= most ? number : -1;
}

int bind_to(int type, int port) {
  int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  int yes = 1, bytes = BUFFER_BYTES;
  struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  /* Two receivers on one UDP port would share its datagrams out; only TCP needs the option, to bind again soon. */
  if (type == SOCK_STREAM) setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  else setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
  if (bind(fd, (struct sockaddr *)&any, sizeof any) == 0) return fd;
  int error = errno;
  close(fd);
  errno = error;
  return -1;
}

int wait_for(struct pollfd *files, int count, int64_t deadline_ns, const sigset_t *during) {
  struct timespec left = {0, 0};
  int64_t ns = deadline_ns == INT64_MAX ? 0 : deadline_ns - now_ns();
  if (ns > 0) left = (struct timespec){ns / SECOND_NS, ns % SECOND_NS};
  int ready = ppoll(files, (nfds_t)count, deadline_ns == INT64_MAX ? NULL : &left, during);
  if (ready < 0) {
    for (int i = 0; i < count; i++) files[i].revents = 0;
    return 0;
  }
  return ready;
}

static volatile sig_atomic_t stop;

static void remember(int signal) {
  (void)signal;
  stop = 1;
}

const sigset_t *hold_signals(void) {
  static sigset_t usual;
  sigset_t held;
  struct sigaction action = {.sa_handler = remember};
  sigemptyset(&held);
  sigaddset(&held, SIGTERM);
  sigaddset(&held, SIGINT);
  sigprocmask(SIG_BLOCK, &held, &usual);
  sigdelset(&usual, SIGTERM);
  sigdelset(&usual, SIGINT);
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
  signal(SIGPIPE, SIG_IGN);
  return &usual;
}

bool told_to_stop(void) { return stop; }
