#include "sockets.h"

#include <errno.h>
#include <limits.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BACKLOG = 16 };

long long now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

void pause_ms(int ms) {
  struct timespec left = {ms / 1000, (ms % 1000) * 1000000L};
  while (nanosleep(&left, &left) < 0 && errno == EINTR) {
  }
}

int parse_port(const char *text) {
  char *end;
  errno = 0;
  long port = strtol(text, &end, 10);
  bool digits = text[0] >= '0' && text[0] <= '9' && *end == '\0';
  return digits && errno == 0 && port >= 1 && port <= 65535 ? (int)port : -1;
}

int listen_on(int port) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0) return -1;
  struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
  int yes = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(fd, (struct sockaddr *)&any, sizeof any) == 0 && listen(fd, BACKLOG) == 0) return fd;
  int error = errno;
  close(fd);
  errno = error;
  return -1;
}

int accept_next(int listener, struct sockaddr_in *peer) {
  for (;;) {
    socklen_t size = sizeof *peer;
    int fd = accept(listener, (struct sockaddr *)peer, &size);
    if (fd >= 0 || (errno != EINTR && errno != ECONNABORTED && errno != EPROTO)) return fd;
  }
}

/** Whether one of `events`, or an error or hang-up, came by the deadline. */
static bool ready_by(int fd, short events, long long deadline) {
  struct pollfd p = {.fd = fd, .events = events};
  for (;;) {
    int wait = -1;
    if (deadline != FOREVER) {
      long long left = deadline - now_ms();
      wait = left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
    }
    int n = poll(&p, 1, wait);
    if (n > 0) return true;
    if (n == 0 || errno != EINTR) return false;
  }
}

int connect_by(const struct sockaddr_in *peer, long long deadline) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (fd < 0) return -1;
  int error = 0;
  if (connect(fd, (const struct sockaddr *)peer, sizeof *peer) < 0) {
    error = errno;
    /* An interrupted connect goes on in the background, just as one that is in progress. */
    if (error == EINPROGRESS || error == EINTR) {
      socklen_t size = sizeof error;
      if (!ready_by(fd, POLLOUT, deadline)) error = ETIMEDOUT;
      else if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0) error = errno;
    }
  }
  if (error == 0) return fd;
  close(fd);
  errno = error;
  return -1;
}

bool readable_by(int fd, long long deadline) { return ready_by(fd, POLLIN, deadline); }

ssize_t receive_by(int fd, void *into, size_t size, long long deadline) {
  for (;;) {
    if (!ready_by(fd, POLLIN, deadline)) {
      errno = EAGAIN;
      return -1;
    }
    ssize_t n = recv(fd, into, size, MSG_DONTWAIT);
    if (n >= 0 || (errno != EINTR && errno != EAGAIN)) return n;
  }
}

size_t send_all(int fd, const void *data, size_t size, long long deadline) {
  const char *from = data;
  size_t sent = 0;
  while (sent < size) {
    if (!ready_by(fd, POLLOUT, deadline)) {
      errno = EAGAIN;
      break;
    }
    ssize_t n = send(fd, from + sent, size - sent, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n >= 0) sent += (size_t)n;
    else if (errno != EINTR && errno != EAGAIN) break;
  }
  return sent;
}

void send_at_once(int fd) {
  int yes = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

void reset_connection(int fd) {
  struct linger none = {.l_onoff = 1, .l_linger = 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
  close(fd);
}
