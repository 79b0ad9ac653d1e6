#ifndef TRAFFIC_DATAGRAM_H
#define TRAFFIC_DATAGRAM_H
#include <stddef.h>
#include <stdint.h>

/* Number, time, flow and a check of these three; the rest is filled with bytes that follow from the number. With 18
 * bytes of payload an Ethernet frame has the least length that there is. */
#define LEAST_SIZE 18
#define MOST_SIZE 65507

struct datagram {
  uint32_t number; /* from 0, over all flows */
  uint16_t flow;
  uint64_t sent_ns; /* wall clock */
};

/** Writes all `size` bytes; `size` is at least LEAST_SIZE. */
void datagram_write(uint8_t *bytes, size_t size, const struct datagram *datagram);

/** Changes the time of sending in what datagram_write has written. */
void datagram_stamp(uint8_t *bytes, uint64_t sent_ns);

/** How many bytes behind the header are not what they were; -1 if the header itself cannot be believed. */
int datagram_read(const uint8_t *bytes, size_t size, struct datagram *datagram);

#endif
