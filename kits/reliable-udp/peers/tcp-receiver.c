/* Takes files over TCP, one connection after the other: the rival of "faster than TCP". */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "crc32.h"
#include "output.h"
#include "report.h"
#include "sockets.h"

enum { PIECE = 65536, ONLY_SLOT = 0, BACKLOG = 8 };

/** Everything until the sender ends its side. Closing ours then tells it that all has been written. */
static void receive(int fd, int connection, struct output *output) {
  static uint8_t piece[PIECE];
  unsigned long long bytes = 0;
  uint32_t crc = 0;
  ssize_t n;
  output_open(output, ONLY_SLOT, connection);
  while ((n = read(fd, piece, sizeof piece)) > 0) {
    output_write(output, ONLY_SLOT, connection, bytes, piece, (size_t)n);
    crc = crc32_of(crc, piece, (size_t)n);
    bytes += (unsigned long long)n;
  }
  output_close(output, ONLY_SLOT);
  report("{\"event\":\"%s\",\"connection\":%d,\"bytes\":%llu,\"crc32\":%u}", n == 0 ? "end" : "reset", connection, bytes,
         crc);
}

int main(int argc, char **argv) {
  int port = -1;
  const char *path = NULL;
  for (int option; (option = getopt(argc, argv, "p:o:")) != -1;) {
    if (option == 'p') port = (int)parse_number(optarg, 0, 65535);
    else if (option == 'o') path = optarg;
    else port = -1;
  }
  if (port < 0 || optind != argc) {
    fputs("usage: tcp-receiver -p PORT [-o FILE]\n", stderr);
    return 2;
  }
  int listener = bind_to(SOCK_STREAM, port);
  struct sockaddr_in address;
  socklen_t size = sizeof address;
  if (listener < 0 || listen(listener, BACKLOG) != 0 || getsockname(listener, (struct sockaddr *)&address, &size) != 0) {
    fprintf(stderr, "tcp-receiver: cannot listen on port %d: %s\n", port, strerror(errno));
    return 1;
  }
  report("{\"event\":\"ready\",\"port\":%d}", ntohs(address.sin_port));
  struct output *output = output_new(path, false);
  for (int connection = 1;;) {
    size = sizeof address;
    int fd = accept(listener, (struct sockaddr *)&address, &size);
    if (fd < 0) continue;
    char from[INET_ADDRSTRLEN];
    inet_ntop(AF_INET, &address.sin_addr, from, sizeof from);
    report("{\"event\":\"open\",\"connection\":%d,\"from\":\"%s:%d\"}", connection, from, ntohs(address.sin_port));
    receive(fd, connection++, output);
    close(fd);
  }
}
