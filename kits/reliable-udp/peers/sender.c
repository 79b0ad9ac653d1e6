/* The reference sender. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "input.h"
#include "resolve.h"
#include "sending.h"
#include "sockets.h"

enum { FAILED = 1, USAGE = 2, BATCH = 64, USUAL_WINDOW = 5, USUAL_TIMEOUT_MS = 500, USUAL_GIVE_UP_MS = 30000 };

#define MS_NS INT64_C(1000000)

static const char usage[] =
    "usage: sender [-f FILE] -a HOST -p PORT [-k] [--chunk BYTES] [--window N] [--timeout-ms MS] [--give-up-ms MS]\n"
    "              [--first NUMBER|random]\n";

static struct sending sending;

struct options {
  const char *path, *host, *first;
  int port, chunk;
};

static bool read_options(struct options *options, struct sending_options *how, int argc, char **argv) {
  enum { CHUNK = 256, WINDOW, TIMEOUT_MS, GIVE_UP_MS, FIRST };
  static const struct option names[] = {{"chunk", required_argument, NULL, CHUNK},
                                        {"window", required_argument, NULL, WINDOW},
                                        {"timeout-ms", required_argument, NULL, TIMEOUT_MS},
                                        {"give-up-ms", required_argument, NULL, GIVE_UP_MS},
                                        {"first", required_argument, NULL, FIRST},
                                        {NULL, 0, NULL, 0}};
  long timeout_ms = USUAL_TIMEOUT_MS, give_up_ms = USUAL_GIVE_UP_MS;
  *options = (struct options){.first = "0", .port = -1, .chunk = USUAL_CHUNK};
  how->window = USUAL_WINDOW;
  for (int option; (option = getopt_long(argc, argv, "f:a:p:k", names, NULL)) != -1;) {
    switch (option) {
      case 'f': options->path = optarg; break;
      case 'a': options->host = optarg; break;
      case 'p': options->port = (int)parse_number(optarg, 1, 65535); break;
      case 'k': how->sack = true; break;
      case CHUNK: options->chunk = (int)parse_number(optarg, 1, MESSAGE_MOST); break;
      case WINDOW: how->window = (int)parse_number(optarg, 1, MOST_SENDING_WINDOW); break;
      case TIMEOUT_MS: timeout_ms = parse_number(optarg, 1, 3600000); break;
      case GIVE_UP_MS: give_up_ms = parse_number(optarg, 1, 3600000); break;
      case FIRST: options->first = optarg; break;
      default: return false;
    }
  }
  how->timeout_ns = timeout_ms * MS_NS;
  how->give_up_ns = give_up_ms * MS_NS;
  return optind == argc && options->host && options->port > 0 && options->chunk > 0 && how->window > 0 &&
         timeout_ms > 0 && give_up_ms > 0;
}

/** A number, or `random` for one of 32 bits. */
static bool read_first(struct seqno *first, const char *text) {
  char digits[11];
  uint32_t drawn;
  if (strcmp(text, "random") == 0 && getrandom(&drawn, sizeof drawn, 0) == sizeof drawn) {
    snprintf(digits, sizeof digits, "%u", drawn);
    text = digits;
  }
  return seqno_read(first, text, strlen(text)) && sending_most_chunk(first) > 0;
}

static void send_datagram(void *context, const uint8_t *datagram, size_t size) {
  const int *socket = context;
  /* After an ICMP error the first call only reports it, and sends nothing. Any other fault is as good as a loss. */
  if (send(*socket, datagram, size, 0) < 0 && errno == ECONNREFUSED) send(*socket, datagram, size, 0);
}

static void take_answers(int socket) {
  static uint8_t datagram[DATAGRAM_MOST];
  for (int i = 0; i < BATCH; i++) {
    ssize_t size = recv(socket, datagram, sizeof datagram, MSG_DONTWAIT);
    if (size < 0 && errno == ECONNREFUSED) continue; /* nobody listens there, yet */
    if (size < 0) return;
    sending_answer(&sending, datagram, (size_t)size, now_ns());
  }
}

/** Waits for an answer, for a timer, or where more of the input is needed for that. False if it cannot be read. */
static bool wait_and_read(int socket, struct input *input) {
  bool wants_input = sending_has_room(&sending) && !input_is_ready(input) && !input->has_finished;
  struct pollfd files[] = {{.fd = socket, .events = POLLIN}, {.fd = input->fd, .events = POLLIN}};
  wait_for(files, wants_input ? 2 : 1, sending_due_ns(&sending), NULL);
  return !wants_input || files[1].revents == 0 || input_read(input);
}

static int transfer(int socket, struct input *input, int64_t give_up_ns) {
  while (!sending_is_done(&sending)) {
    if (!wait_and_read(socket, input)) {
      fprintf(stderr, "sender: cannot read the input: %s\n", strerror(errno));
      return FAILED;
    }
    take_answers(socket);
    int64_t now = now_ns();
    if (sending_has_given_up(&sending, now)) {
      fprintf(stderr, "sender: no answer from the receiver for %g s\n", (double)give_up_ns / 1e9);
      return FAILED;
    }
    sending_tick(&sending, now);
    while (sending_has_room(&sending) && input_is_ready(input)) {
      const uint8_t *data;
      size_t size;
      enum message_type type = input_take(input, &data, &size);
      sending_offer(&sending, type, data, size, now_ns());
    }
  }
  return 0;
}

static int fail(const char *what, const char *which) {
  fprintf(stderr, "sender: %s %s: %s\n", what, which, strerror(errno));
  return FAILED;
}

int main(int argc, char **argv) {
  static struct sending_options how;
  static struct input input;
  struct options options;
  struct sockaddr_in receiver;
  if (!read_options(&options, &how, argc, argv) || !read_first(&how.first, options.first)) {
    fputs(usage, stderr);
    return USAGE;
  }
  int most = sending_most_chunk(&how.first);
  input.chunk = (size_t)(options.chunk < most ? options.chunk : most);
  input.fd = options.path ? open(options.path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
  if (input.fd < 0) return fail("cannot open", options.path);
  if (!resolve(&receiver, options.host, options.port)) {
    fprintf(stderr, "sender: no address is known for %s\n", options.host);
    return FAILED;
  }
  int sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (sock < 0 || connect(sock, (struct sockaddr *)&receiver, sizeof receiver) != 0)
    return fail("cannot reach", options.host);
  how.context = &sock;
  how.send = send_datagram;
  sending_init(&sending, &how);
  return transfer(sock, &input, how.give_up_ns);
}
