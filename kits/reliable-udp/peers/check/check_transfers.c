/*
 * Whole transfers between the sender and the receiver in simulated time, over a channel that loses, delays, reorders,
 * duplicates and corrupts. What arrives is what was sent, and nothing is sent that the rules forbid.
 */
#include <stdlib.h>
#include <string.h>

#include "check/check.h"
#include "receiving.h"
#include "sending.h"

enum { MOST_BYTES = 4000, MOST_FLYING = 4096, TRANSFERS = 400 };
#define MS INT64_C(1000000)

struct flying {
  bool to_receiver;
  int64_t at_ns;
  size_t size;
  uint8_t bytes[MESSAGE_MOST];
};

static struct flying flying[MOST_FLYING];
static int flying_count;
static int64_t clock_ns;
static uint64_t state;   /* of the random numbers */
static int loss_percent; /* and as much of everything else */

static struct sending sending;
static struct receiving receiving;
static uint8_t received[MOST_BYTES];
static size_t received_size;
static bool has_ended;

/* splitmix64 */
static uint32_t draw(uint32_t below) {
  uint64_t z = state += UINT64_C(0x9E3779B97F4A7C15);
  z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
  return (uint32_t)((z ^ z >> 31) >> 32) % below;
}

static bool chance(void) { return draw(100) < (uint32_t)loss_percent; }

static void launch(bool to_receiver, const uint8_t *bytes, size_t size) {
  if (chance()) return;
  for (int copies = chance() ? 2 : 1; copies > 0 && flying_count < MOST_FLYING; copies--) {
    struct flying *one = &flying[flying_count++];
    one->to_receiver = to_receiver;
    one->at_ns = clock_ns + 1 + (chance() ? draw(2000) : 10 + draw(5)) * MS;
    one->size = size;
    memcpy(one->bytes, bytes, size);
    if (chance()) one->bytes[draw((uint32_t)size)] ^= (uint8_t)(1 << draw(8));
  }
}

static void from_sender(void *context, const uint8_t *datagram, size_t size) {
  (void)context;
  static struct message message;
  expect(message_read(&message, datagram, size) == WELL_FORMED, "the sender sends messages");
  int64_t beyond = seqno_minus(&message.seqno, &sending.base);
  expect(beyond >= 0 && beyond < sending.options.window, "within the window, and not acknowledged");
  launch(true, datagram, size);
}

static void from_receiver(void *context, struct address to, const uint8_t *answer, size_t size) {
  (void)context, (void)to;
  launch(false, answer, size);
}

static void written(void *context, const struct connection *connection, const uint8_t *bytes, size_t size) {
  (void)context, (void)connection;
  expect(received_size + size <= sizeof received, "no more than was sent");
  if (received_size + size > sizeof received) return;
  memcpy(received + received_size, bytes, size);
  received_size += size;
}

static void ended(void *context, const struct connection *connection) {
  (void)context, (void)connection;
  has_ended = true;
}

static void happened(void *context, const struct connection *connection) { (void)context, (void)connection; }
static void met(void *context, enum limit limit) { (void)context, (void)limit; }

/** Lets everything that is in the air by the clock's time arrive. */
static void land(void) {
  for (int i = 0; i < flying_count;) {
    struct flying one = flying[i];
    if (one.at_ns > clock_ns) {
      i++;
      continue;
    }
    flying[i] = flying[--flying_count];
    if (one.to_receiver) receiving_datagram(&receiving, (struct address){1, 1}, one.bytes, one.size, clock_ns);
    else sending_answer(&sending, one.bytes, one.size, clock_ns);
    i = 0;
  }
}

static void wait_for_next(void) {
  int64_t next = sending_due_ns(&sending);
  for (int i = 0; i < flying_count; i++)
    if (flying[i].at_ns < next) next = flying[i].at_ns;
  clock_ns = next > clock_ns ? next : clock_ns;
}

static void transfer(uint64_t seed) {
  static const char *const firsts[] = {"0", "-3", "99999999999999999998", "4294967294"};
  static const struct happenings happenings = {happened, written, ended, happened, met};
  static struct sending_options options;
  static uint8_t bytes[MOST_BYTES];
  state = seed;
  loss_percent = (int)draw(4) * 10; /* more of everything, and 10 s may pass without a valid packet */
  size_t size = draw(10) == 0 ? draw(3) : draw(MOST_BYTES), chunk = 1 + draw(200);
  for (size_t i = 0; i < size; i++) bytes[i] = draw(4) ? (uint8_t)draw(256) : '|';
  const char *first = firsts[draw(4)];
  options.window = draw(2) ? 5 : 1 + (int)draw(20);
  options.sack = draw(2);
  options.timeout_ns = 500 * MS;
  options.give_up_ns = 30000 * MS;
  options.send = from_sender;
  seqno_read(&options.first, first, strlen(first));
  flying_count = 0;
  received_size = 0;
  has_ended = false;
  sending_init(&sending, &options);
  receiving_init(&receiving, options.sack, options.window, MOST_BYTES,
                 (struct receiving_calls){NULL, from_receiver, NULL, &happenings});
  size_t taken = 0;
  for (int round = 0; round < 1000000 && !sending_is_done(&sending); round++) {
    while (sending_has_room(&sending)) {
      size_t next = size - taken < chunk ? size - taken : chunk;
      enum message_type type = taken == 0 && sending.heard_ns == 0 && sending.count == 0 ? START : DATA;
      if (type == DATA && next == size - taken) type = END;
      sending_offer(&sending, type, bytes + taken, next, clock_ns);
      taken += next;
    }
    wait_for_next();
    land();
    sending_tick(&sending, clock_ns);
  }
  expect(sending_is_done(&sending) && has_ended, "transfer %llu ends", (unsigned long long)seed);
  expect(received_size == size && memcmp(received, bytes, size) == 0, "transfer %llu", (unsigned long long)seed);
  receiving_close(&receiving);
}

void check_transfers(void) {
  clock_ns = 1;
  for (uint64_t seed = 1; seed <= TRANSFERS; seed++) transfer(seed);
}
