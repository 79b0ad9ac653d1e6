#include "server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { GREETING_MS = 5000, SEND_MS = 5000, LINGER_MS = 1000 };

static volatile sig_atomic_t verdict = WRONG; /* until a client has done its part */

static void exit_with_verdict(int signal) {
  (void)signal;
  _exit(verdict);
}

static int prepare(int argc, char **argv) {
  int port = argc == 2 ? parse_port(argv[1]) : -1;
  if (port < 0) {
    fprintf(stderr, "usage: %s PORT\n", argv[0]);
    return -1;
  }
  struct sigaction action = {.sa_handler = exit_with_verdict};
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
  signal(SIGPIPE, SIG_IGN);
  int listener = listen_on(port);
  if (listener < 0) event("cannot listen on port %d: %s", port, strerror(errno));
  else event("listening on port %d", port);
  return listener;
}

int serve(int argc, char **argv, exchange *run) {
  int listener = prepare(argc, argv);
  if (listener < 0) return NOT_RUN;
  for (bool all_right = true;;) {
    struct sockaddr_in peer;
    int fd = accept_next(listener, &peer);
    if (fd < 0) {
      event("cannot accept: %s", strerror(errno));
      return NOT_RUN;
    }
    char address[INET_ADDRSTRLEN];
    event("connected %s:%d", inet_ntop(AF_INET, &peer.sin_addr, address, sizeof address), ntohs(peer.sin_port));
    all_right = run(fd) && all_right;
    verdict = all_right ? RIGHT : WRONG;
  }
}

enum greeting take_greeting(int fd, int ms) {
  struct message m;
  receive_greeting(fd, &m, now_ms() + ms);
  if (m.total == 0) {
    event("no greeting");
    return NO_GREETING;
  }
  event_text("greeting", m.text, m.stored, m.total);
  if (has_hello(m.text, m.stored)) return HELLO;
  event("the greeting is not a hello");
  return OTHER_WORDS;
}

bool answer(int fd, bool (*reply)(int fd)) {
  enum greeting greeting = take_greeting(fd, GREETING_MS);
  return greeting != NO_GREETING && reply(fd) && greeting == HELLO;
}

bool say(int fd, const char *reply, size_t size) {
  size_t sent = send_all(fd, reply, size, now_ms() + SEND_MS);
  if (sent == size) {
    event("sent %zu bytes", size);
    return true;
  }
  event(errno == EAGAIN ? "timed out sending the reply" : "reset by peer");
  event("only %zu of %zu bytes of the reply could be sent", sent, size);
  return false;
}

bool finish(int fd) {
  /* Closing with unread data in the buffer would send an RST, which can destroy a reply that is still on its way. So
     the FIN goes first, and what the client still says is read. For the client this is a close. */
  shutdown(fd, SHUT_WR);
  event("closed our side");
  struct message rest;
  receive_to_end(fd, &rest, now_ms() + LINGER_MS);
  if (rest.ending == STILL_OPEN) event("peer has not closed after %d ms", LINGER_MS);
  close(fd);
  return rest.ending != RESET;
}
