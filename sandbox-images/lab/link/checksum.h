#ifndef LINK_CHECKSUM_H
#define LINK_CHECKSUM_H
#include <linux/virtio_net.h>
#include <stddef.h>
#include <stdint.h>

enum checksum_result {
  CHECKSUM_AS_IS,      /* nothing was left to do, or the frame is a GSO super-frame, whose segments get theirs later */
  CHECKSUM_COMPLETED,  /* written into the frame; the header no longer asks for it */
  CHECKSUM_MALFORMED,  /* the header points outside the frame, which is left unchanged */
};

/**
 * Does in software what a sender left to its network card: an endpoint's kernel puts only the sum of the pseudo-header
 * into a TCP or UDP checksum and says so in the frame's virtio-net header (virtio 1.2, 5.1.6.2). Afterwards the frame
 * stands for itself: right in a capture, and accepted by a receiver that has no offload.
 */
enum checksum_result checksum_complete(struct virtio_net_hdr *offload, uint8_t *frame, size_t length);

#endif
