/* Sends a file over TCP and ends when the receiver has taken all of it: the rival of "faster than TCP". */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "resolve.h"
#include "sockets.h"

enum { PIECE = 65536, FAILED = 1, USAGE = 2 };

static int fail(const char *what) {
  fprintf(stderr, "tcp-sender: cannot %s: %s\n", what, strerror(errno));
  return FAILED;
}

static bool send_all(int fd, const char *bytes, size_t size) {
  for (size_t done = 0; done < size;) {
    ssize_t n = send(fd, bytes + done, size - done, MSG_NOSIGNAL);
    if (n < 0 && errno != EINTR) return false;
    if (n > 0) done += (size_t)n;
  }
  return true;
}

int main(int argc, char **argv) {
  static char piece[PIECE];
  const char *path = NULL, *host = NULL;
  int port = -1, input = STDIN_FILENO;
  for (int option; (option = getopt(argc, argv, "f:a:p:")) != -1;) {
    if (option == 'f') path = optarg;
    else if (option == 'a') host = optarg;
    else if (option == 'p') port = (int)parse_number(optarg, 1, 65535);
  }
  if (host == NULL || port < 0 || optind != argc) {
    fputs("usage: tcp-sender [-f FILE] -a HOST -p PORT\n", stderr);
    return USAGE;
  }
  struct sockaddr_in receiver;
  if (path && (input = open(path, O_RDONLY | O_CLOEXEC)) < 0) return fail("open the file");
  if (!resolve(&receiver, host, port)) return fail("find the host");
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || connect(fd, (struct sockaddr *)&receiver, sizeof receiver) != 0) return fail("connect");
  ssize_t n;
  while ((n = read(input, piece, sizeof piece)) > 0)
    if (!send_all(fd, piece, (size_t)n)) return fail("send");
  if (n < 0) return fail("read the file");
  if (shutdown(fd, SHUT_WR) != 0) return fail("end the connection");
  return read(fd, piece, sizeof piece) == 0 ? 0 : fail("learn that all has arrived");
}
