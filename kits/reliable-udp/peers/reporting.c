#include "reporting.h"

#include <arpa/inet.h>
#include <assert.h>
#include <inttypes.h>

#include "report.h"

static_assert((int)OUTPUT_SLOTS == (int)MOST_CONNECTIONS, "an output for each connection");

static int slot_of(const struct reporting *reporting, const struct connection *connection) {
  return (int)(connection - reporting->receiving->connections);
}

static void opened(void *context, const struct connection *connection) {
  struct reporting *reporting = context;
  char address[INET_ADDRSTRLEN], first[SEQNO_DIGITS + 2];
  struct in_addr ip = {connection->from.ip};
  inet_ntop(AF_INET, &ip, address, sizeof address);
  first[seqno_write(&connection->next, first)] = '\0';
  output_flush(reporting->output);
  report("{\"event\":\"open\",\"connection\":%d,\"from\":\"%s:%d\",\"first\":\"%s\"}", connection->number, address,
         ntohs(connection->from.port), first);
  output_open(reporting->output, slot_of(reporting, connection), connection->number);
}

static void write_bytes(void *context, const struct connection *connection, const uint8_t *bytes, size_t size) {
  struct reporting *reporting = context;
  output_write(reporting->output, slot_of(reporting, connection), connection->number, connection->bytes, bytes, size);
}

static void ended(void *context, const struct connection *connection) {
  struct reporting *reporting = context;
  output_flush(reporting->output);
  report("{\"event\":\"end\",\"connection\":%d,\"packets\":%" PRId64 ",\"bytes\":%" PRIu64 ",\"crc32\":%" PRIu32 "}",
         connection->number, connection->delivered, connection->bytes, connection->crc);
}

static void closed(void *context, const struct connection *connection) {
  struct reporting *reporting = context;
  output_flush(reporting->output);
  output_close(reporting->output, slot_of(reporting, connection));
  report("{\"event\":\"closed\",\"connection\":%d,\"why\":\"%s\",\"ended\":%s,\"packets\":%" PRId64
         ",\"bytes\":%" PRIu64 ",\"crc32\":%" PRIu32 "}",
         connection->number, reporting->closing, connection->ended ? "true" : "false", connection->delivered,
         connection->bytes, connection->crc);
}

static void limit_met(void *context, enum limit limit) {
  struct reporting *reporting = context;
  output_flush(reporting->output);
  report("{\"event\":\"limit\",\"of\":\"%s\"}", limit == LIMIT_BYTES ? "bytes" : "connections");
}

const struct happenings report_reception = {opened, write_bytes, ended, closed, limit_met};

void report_counters(const struct receiving *receiving) {
  const struct counters *n = &receiving->counters;
  report("{\"event\":\"exit\",\"connections\":%d,\"datagrams\":%" PRIu64 ",\"inOrder\":%" PRIu64 ",\"early\":%" PRIu64
         ",\"duplicates\":%" PRIu64 ",\"outsideWindow\":%" PRIu64 ",\"badChecksum\":%" PRIu64
         ",\"unparsable\":%" PRIu64 ",\"unconnected\":%" PRIu64 "}",
         receiving->opened, n->datagrams, n->in_order, n->early, n->again, n->outside_window, n->bad_checksum,
         n->unparsable, n->unconnected);
}
