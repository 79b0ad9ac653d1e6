#ifndef LINK_REPAIR_H
#define LINK_REPAIR_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packet.h"

/** The Internet checksum `checksum` after one 16-bit word it covers changed (RFC 1624, equation 3). */
uint16_t checksum_updated(uint16_t checksum, uint16_t before, uint16_t after);

/**
 * Changes one byte of a UDP payload, chosen by `luck`, and repairs the checksum, so that the application sees it.
 * `header_length` tells the application's header from its data, 0 where that is not known; an empty region counts as
 * any. Returns the byte's place in the payload, or -1 if there is nothing to change: not UDP, or no payload.
 */
long corrupt_visibly(uint8_t *frame, const struct packet *packet, enum region region, size_t header_length,
                     enum damage damage, uint64_t luck);

/** Flips one bit anywhere in the frame, as netem does; returns the byte's place. The length must not be 0. */
size_t corrupt_frame(uint8_t *frame, size_t length, uint64_t luck);

#endif
