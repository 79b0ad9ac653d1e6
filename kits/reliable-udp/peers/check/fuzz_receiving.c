/*
 * libFuzzer harness of the receiver beside a model that is too simple to be wrong: it keeps every packet that it may
 * keep, by place, and derives the rest. The input makes datagrams: raw ones, and messages near what is expected, so
 * that more than the parser is reached. Numbers beyond 17 digits are left to the crash detectors and check/replay.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crc32.h"
#include "receiving.h"

enum { PEERS = 4, PLACES = 4096, WINDOW = 5 };

static void require(bool truth) {
  if (!truth) abort();
}

struct model {
  bool open;
  long long first, next;
  bool has[PLACES];
  uint8_t digest[PLACES]; /* of a packet's data, instead of the data */
  size_t size[PLACES];
  int64_t heard_ns;
};

static struct model models[PEERS];
static struct receiving receiving;
static bool sack;

/* What the receiver did with the datagram. */
static bool has_answered;
static char answered[8192];
static size_t written_size;
static uint8_t written_digest;
static int ends;

static uint8_t digest_of(const uint8_t *bytes, size_t size) {
  uint8_t digest = 0;
  for (size_t i = 0; i < size; i++) digest = (uint8_t)(digest * 31 + bytes[i]);
  return digest;
}

static void on_answer(void *context, struct address to, const uint8_t *message, size_t size) {
  (void)context, (void)to;
  require(!has_answered && size < sizeof answered);
  has_answered = true;
  memcpy(answered, message, size);
  answered[size] = '\0';
}

static void on_write(void *context, const struct connection *connection, const uint8_t *bytes, size_t size) {
  (void)context, (void)connection;
  for (size_t i = 0; i < size; i++) written_digest = (uint8_t)(written_digest * 31 + bytes[i]);
  written_size += size;
}

static void on_end(void *context, const struct connection *connection) {
  (void)context, (void)connection;
  ends++;
}

static void on_event(void *context, const struct connection *connection) { (void)context, (void)connection; }
static void on_limit(void *context, enum limit limit) { (void)context, (void)limit; }

/** What a plain message of `type` (0: none of the three) says to the model; whether an answer is due, and which. */
static bool model_takes(struct model *m, char type, long long number, const uint8_t *data, size_t size, int64_t now_ns,
                        char *answer) {
  if (type == 0) return false;
  if (!m->open) {
    if (type != 's') return false;
    memset(m, 0, sizeof *m);
    m->open = true;
    m->first = m->next = number;
  }
  m->heard_ns = now_ns;
  if (number >= m->next && number < m->next + WINDOW && number - m->first < PLACES) {
    m->has[number - m->first] = true;
    m->digest[number - m->first] = digest_of(data, size);
    m->size[number - m->first] = size;
  }
  while (m->next - m->first < PLACES && m->has[m->next - m->first]) m->next++;
  int at = sprintf(answer, sack ? "sack|%lld;" : "ack|%lld|", m->next);
  bool any = false;
  for (long long i = m->next + 1; sack && i < m->next + WINDOW; i++) {
    if (i - m->first < PLACES && m->has[i - m->first]) at += sprintf(answer + at, any ? ",%lld" : "%lld", i), any = true;
  }
  if (sack) at += sprintf(answer + at, "|");
  sprintf(answer + at, "%u", crc32_of(0, answer, (size_t)at));
  return true;
}

/** One datagram to the receiver, from memory of exactly its size. */
static void give(int peer, const uint8_t *bytes, size_t size, int64_t now_ns) {
  uint8_t *copy = malloc(size ? size : 1);
  require(copy != NULL);
  memcpy(copy, bytes, size);
  has_answered = false;
  answered[0] = '\0';
  written_size = 0;
  written_digest = 0;
  receiving_datagram(&receiving, (struct address){9, (uint16_t)peer}, copy, size, now_ns);
  free(copy);
}

/** A message of ours that is well-formed, and what the model makes of it. */
static void give_message(int peer, char type, long long number, const uint8_t *data, size_t size, int64_t now_ns) {
  static uint8_t datagram[DATAGRAM_MOST];
  char expected[512] = "";
  const char *name = type == 's' ? "start" : type == 'd' ? "data" : type == 'e' ? "end" : "ack";
  size_t at = (size_t)sprintf((char *)datagram, "%s|%lld|", name, number);
  memcpy(datagram + at, data, size);
  at += size;
  datagram[at++] = '|';
  at += (size_t)sprintf((char *)datagram + at, "%u", crc32_of(0, datagram, at));
  struct model *m = &models[peer];
  long long before = m->open ? m->next : number;
  bool answers = model_takes(m, type, number, data, size, now_ns, expected);
  give(peer, datagram, at, now_ns);
  require(has_answered == answers && strcmp(answered, expected) == 0);
  size_t total = 0;
  for (long long i = before; answers && i < m->next; i++) total += m->size[i - m->first];
  require(written_size == total);
  if (answers && m->next == before + 1) require(written_digest == m->digest[before - m->first]);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size) {
  static const struct happenings happenings = {on_event, on_write, on_end, on_event, on_limit};
  static const char types[] = {'s', 'd', 'd', 'e', 0};
  if (size < 1) return 0;
  sack = input[0] & 1;
  memset(models, 0, sizeof models);
  receiving_init(&receiving, sack, WINDOW, UINT64_MAX, (struct receiving_calls){NULL, on_answer, NULL, &happenings});
  int64_t now_ns = 0;
  for (size_t at = 1; at + 4 <= size;) {
    const uint8_t *order = input + at;
    size_t length = order[3] < size - at - 4 ? order[3] : size - at - 4;
    const uint8_t *data = order + 4;
    at += 4 + length;
    now_ns += (order[0] >> 4) * INT64_C(700000000);
    for (int i = 0; i < PEERS; i++)
      if (models[i].open && now_ns - models[i].heard_ns >= IDLE_NS) models[i].open = false;
    int peer = order[0] & 3;
    if (order[0] & 4) { /* noise, from somebody whom the model does not know */
      give(PEERS, data, length, now_ns);
      static uint8_t sealed[DATAGRAM_MOST];
      memcpy(sealed, data, length);
      sealed[length] = '|';
      give(PEERS, sealed, message_seal(sealed, sizeof sealed, length + 1), now_ns);
    } else {
      long long base = models[peer].open ? models[peer].next : (int8_t)order[2] * 1000000007LL;
      give_message(peer, types[order[1] % sizeof types], base + (int8_t)order[2] % 8, data, length, now_ns);
    }
  }
  receiving_close(&receiving);
  return 0;
}
