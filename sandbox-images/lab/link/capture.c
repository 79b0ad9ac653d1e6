#include "capture.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "clock.h"

#define SECTION_HEADER 0x0A0D0D0Au
#define INTERFACE_DESCRIPTION 1u
#define ENHANCED_PACKET 6u
#define BYTE_ORDER_MAGIC 0x1A2B3C4Du
#define LINKTYPE_ETHERNET 1u
#define OPTION_COMMENT 1u
#define OPTION_INTERFACE_NAME 2u
#define OPTION_TIME_RESOLUTION 9u
#define SNAP_LENGTH 262144u /* the usual "all of it"; no frame is that long */
#define HEADERS_ROOM 4096u
#define PACKET_OVERHEAD 32u /* of an enhanced packet block: seven words before the data, one behind */

static size_t padded(size_t length) { return (length + 3) & ~(size_t)3; }
/** A comment comes with its own four bytes and the four that end a block's options. */
static size_t packet_block(size_t length, size_t comment) {
  return PACKET_OVERHEAD + padded(length) + (comment ? 8 + padded(comment) : 0);
}

static void put16(struct capture *capture, uint16_t value) {
  memcpy(capture->buffer + capture->used, &value, sizeof value);
  capture->used += sizeof value;
}

static void put32(struct capture *capture, uint32_t value) {
  memcpy(capture->buffer + capture->used, &value, sizeof value);
  capture->used += sizeof value;
}

/** Bytes, padded with zeros (the buffer is fresh memory) to a whole word. */
static void put_bytes(struct capture *capture, const void *bytes, size_t length) {
  memcpy(capture->buffer + capture->used, bytes, length);
  capture->used += padded(length);
}

static void put_interface(struct capture *capture, const char *name) {
  const uint8_t nanoseconds = 9;
  uint32_t block = (uint32_t)(20 + 4 + padded(strlen(name)) + 8 + 4);
  put32(capture, INTERFACE_DESCRIPTION);
  put32(capture, block);
  put16(capture, LINKTYPE_ETHERNET);
  put16(capture, 0);
  put32(capture, SNAP_LENGTH);
  put16(capture, OPTION_INTERFACE_NAME);
  put16(capture, (uint16_t)strlen(name));
  put_bytes(capture, name, strlen(name));
  put16(capture, OPTION_TIME_RESOLUTION);
  put16(capture, 1);
  put_bytes(capture, &nanoseconds, 1);
  put32(capture, 0); /* end of options */
  put32(capture, block);
}

bool capture_start(struct capture *capture, size_t limit, const char *name_a, const char *name_b) {
  memset(capture, 0, sizeof *capture);
  capture->size = HEADERS_ROOM + limit;
  capture->buffer =
      mmap(NULL, capture->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (capture->buffer == MAP_FAILED) return false;

  put32(capture, SECTION_HEADER);
  put32(capture, 28);
  put32(capture, BYTE_ORDER_MAGIC);
  put16(capture, 1); /* version 1.0 */
  put16(capture, 0);
  put32(capture, 0xffffffffu); /* section length: not known beforehand */
  put32(capture, 0xffffffffu);
  put32(capture, 28);

  char name[128];
  const char *ends[] = {name_a, name_b};
  for (int end = 0; end < 2; end++) {
    snprintf(name, sizeof name, "%s to link", ends[end]);
    put_interface(capture, name);
    snprintf(name, sizeof name, "link to %s", ends[end]);
    put_interface(capture, name);
  }
  capture->size = capture->used + limit;
  capture->flushing = true;
  return true;
}

static void put_packet(struct capture *capture, enum capture_interface interface, uint64_t ns, const uint8_t *frame,
                       size_t length, const char *comment) {
  /* A clock that is set back must not turn the order of an interface's packets round. */
  if (ns < capture->last_ns[interface]) ns = capture->last_ns[interface];
  capture->last_ns[interface] = ns;

  size_t comment_length = strlen(comment);
  uint32_t block = (uint32_t)packet_block(length, comment_length);
  put32(capture, ENHANCED_PACKET);
  put32(capture, block);
  put32(capture, (uint32_t)interface);
  put32(capture, (uint32_t)(ns >> 32));
  put32(capture, (uint32_t)ns);
  put32(capture, (uint32_t)length);
  put32(capture, (uint32_t)length);
  put_bytes(capture, frame, length);
  if (comment_length) {
    put16(capture, OPTION_COMMENT);
    put16(capture, (uint16_t)comment_length);
    put_bytes(capture, comment, comment_length);
    put32(capture, 0); /* end of options */
  }
  put32(capture, block);
}

bool capture_received(struct capture *capture, enum capture_interface from, uint64_t ns, const uint8_t *frame,
                      size_t length, const char *comment, int deliveries, size_t note_bytes) {
  size_t later = (size_t)deliveries * packet_block(length, note_bytes);
  size_t room = capture->size - capture->used - capture->reserved;
  /* Stop for good: a small frame that still fits after a large one that did not would leave a hole. */
  if (packet_block(length, strlen(comment)) + later > room) capture->full = true;
  if (capture->full) {
    capture->not_captured++;
    return false;
  }
  put_packet(capture, from, ns, frame, length, comment);
  capture->reserved += later;
  return true;
}

void capture_delivered(struct capture *capture, enum capture_interface to, uint64_t ns, const uint8_t *frame,
                       size_t length, const char *note, size_t note_bytes) {
  capture_undelivered(capture, length, note_bytes);
  put_packet(capture, to, ns, frame, length, note);
}

void capture_undelivered(struct capture *capture, size_t length, size_t note_bytes) {
  capture->reserved -= packet_block(length, note_bytes);
}

void capture_write_some(struct capture *capture, int fd) {
  size_t piece = capture_pending(capture);
  if (piece > PIPE_BUF) piece = PIPE_BUF;
  ssize_t taken = write(fd, capture->buffer + capture->written, piece);
  if (taken < 0 && errno != EINTR && errno != EAGAIN) {
    capture->error = errno;
    capture->full = true;
    capture->written = capture->used;
  }
  if (taken > 0) capture->written += (size_t)taken;
  if (capture_pending(capture) == 0) capture->flushing = false;
}

void capture_finish(struct capture *capture, int fd, uint64_t deadline_ns) {
  while (capture_pending(capture) > 0) {
    uint64_t now = steady_ns();
    struct pollfd out = {.fd = fd, .events = POLLOUT};
    int wait_ms = now < deadline_ns ? (int)((deadline_ns - now) / 1000000u) : 0;
    int ready = poll(&out, 1, wait_ms);
    if (ready > 0) capture_write_some(capture, fd);
    if (ready == 0) {
      capture->error = ETIMEDOUT;
      return;
    }
  }
}
