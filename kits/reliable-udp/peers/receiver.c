/* The reference receiver. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "output.h"
#include "receiving.h"
#include "report.h"
#include "reporting.h"
#include "sockets.h"

enum { BATCH = 64, USAGE = 2, NOT_BOUND = 1 };

#define USUAL_MOST_BYTES (16L << 20)

static const char usage[] =
    "usage: receiver -p PORT [-o FILE] [-k] [-w WINDOW] [--report-data] [--max-bytes BYTES] [--until-eof]\n";

static struct receiving receiving;

struct options {
  int port, window;
  bool sack, report_data, until_eof;
  long most_bytes;
  const char *path;
};

static bool read_options(struct options *options, int argc, char **argv) {
  enum { REPORT_DATA = 256, MAX_BYTES, UNTIL_EOF };
  static const struct option names[] = {{"report-data", no_argument, NULL, REPORT_DATA},
                                        {"max-bytes", required_argument, NULL, MAX_BYTES},
                                        {"until-eof", no_argument, NULL, UNTIL_EOF},
                                        {NULL, 0, NULL, 0}};
  *options = (struct options){.port = -1, .window = USUAL_WINDOW, .most_bytes = USUAL_MOST_BYTES};
  for (int option; (option = getopt_long(argc, argv, "p:o:kw:", names, NULL)) != -1;) {
    switch (option) {
      case 'p': options->port = (int)parse_number(optarg, 0, 65535); break;
      case 'o': options->path = optarg; break;
      case 'k': options->sack = true; break;
      case 'w': options->window = (int)parse_number(optarg, 1, MOST_WINDOW); break;
      case REPORT_DATA: options->report_data = true; break;
      case MAX_BYTES: options->most_bytes = parse_number(optarg, 0, 1L << 40); break;
      case UNTIL_EOF: options->until_eof = true; break;
      default: return false;
    }
  }
  return optind == argc && options->port >= 0 && options->window > 0 && options->most_bytes >= 0;
}

static void send_answer(void *context, struct address to, const uint8_t *message, size_t size) {
  const int *socket = context;
  struct sockaddr_in peer = {.sin_family = AF_INET, .sin_addr.s_addr = to.ip, .sin_port = to.port};
  /* An answer that cannot be sent is lost, as any datagram may be; the sender will ask again. */
  sendto(*socket, message, size, 0, (struct sockaddr *)&peer, sizeof peer);
}

/** Takes what is waiting, but not for ever: what was received is to be reported too. */
static void take_waiting(int socket) {
  static uint8_t datagram[DATAGRAM_MOST];
  for (int i = 0; i < BATCH; i++) {
    struct sockaddr_in peer;
    socklen_t peer_size = sizeof peer;
    ssize_t size = recvfrom(socket, datagram, sizeof datagram, MSG_DONTWAIT, (struct sockaddr *)&peer, &peer_size);
    if (size < 0) return; /* none left, or the echo of an answer that nobody took */
    struct address from = {peer.sin_addr.s_addr, peer.sin_port};
    receiving_datagram(&receiving, from, datagram, (size_t)size, now_ns());
  }
}

static bool input_has_ended(const struct pollfd *input) {
  char ignored[256];
  return input->revents != 0 && read(input->fd, ignored, sizeof ignored) <= 0;
}

static void serve(const struct options *options, int socket, const sigset_t *usual_signals) {
  struct reporting reporting = {&receiving, output_new(options->path, options->report_data), "idle"};
  receiving_init(&receiving, options->sack, options->window, (uint64_t)options->most_bytes,
                 (struct receiving_calls){&socket, send_answer, &reporting, &report_reception});
  struct pollfd files[] = {{.fd = socket, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
  while (!told_to_stop()) {
    wait_for(files, options->until_eof ? 2 : 1, receiving_due_ns(&receiving), usual_signals);
    take_waiting(socket);
    receiving_tick(&receiving, now_ns());
    output_flush(reporting.output);
    if (options->until_eof && input_has_ended(&files[1])) break;
  }
  reporting.closing = "exit";
  receiving_close(&receiving);
  report_counters(&receiving);
}

int main(int argc, char **argv) {
  struct options options;
  if (!read_options(&options, argc, argv)) {
    fputs(usage, stderr);
    return USAGE;
  }
  const sigset_t *usual_signals = hold_signals();
  int socket = bind_to(SOCK_DGRAM, options.port);
  struct sockaddr_in bound;
  socklen_t size = sizeof bound;
  if (socket < 0 || getsockname(socket, (struct sockaddr *)&bound, &size) != 0) {
    fprintf(stderr, "receiver: cannot listen on port %d: %s\n", options.port, strerror(errno));
    return NOT_BOUND;
  }
  report("{\"event\":\"ready\",\"port\":%d,\"window\":%d,\"sack\":%s}", ntohs(bound.sin_port), options.window,
         options.sack ? "true" : "false");
  serve(&options, socket, usual_signals);
  return 0;
}
