#ifndef LINK_FRAME_IO_H
#define LINK_FRAME_IO_H
#include <linux/virtio_net.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

/* The longest IPv4 packet with its Ethernet header and a VLAN tag, rounded up. */
#define FRAME_BYTES 65600
/* Room for what the capture says of a frame as it was delivered, its end included. */
#define NOTE_BYTES 80
/* Frames per system call. Their send times are told apart no finer than one call. */
#define BATCH 32

struct frame {
  struct virtio_net_hdr offload; /* what is still to be done: checksum, segmentation */
  uint64_t received_ns;          /* wall clock, stamped by the kernel; never later than it was read */
  uint32_t length;               /* 0: unusable, see port_receive */
  bool captured;
  bool sent;
  bool outgoing;                 /* of a port that sees what it sends: it leaves here */
  int64_t due_ns;                /* steady clock; not set on the short way of a clean direction */
  char note[NOTE_BYTES];         /* what the link did to it; empty: nothing */
  uint8_t *bytes;                /* FRAME_BYTES for receiving */
};

/**
 * One interface, read and written through a packet socket.
 *
 * Two things are in the hands of whoever wires the interface. The kernel queues a veth's frames per CPU, so that a
 * sender on two CPUs can overtake itself on the way to us, unless the veth has a queue of its own (gradewire-wire). And
 * without CAP_NET_ADMIN at the start the receive buffer is capped by net.core.rmem_max, commonly 208 KiB: a pause of ours
 * of ten milliseconds can then lose frames (port_receive_drops).
 */
struct port {
  char name[IFNAMSIZ];
  int fd;
  int index;
  uint64_t last_received_ns;
  bool sees_outgoing;
};

/**
 * Opens `name` for raw frames, waiting until `deadline_ns` (steady clock) for it to exist, be up and have a carrier.
 * Returns NULL, or a message with the reason (static memory). Needs CAP_NET_RAW; later use needs nothing.
 */
const char *port_open(struct port *port, const char *name, uint64_t deadline_ns);

/** From now on what leaves by this interface is received as well, marked `outgoing`. False: refused. */
bool port_see_outgoing(struct port *port);

/**
 * Reads what is there, at most BATCH frames; never waits. Returns how many, or -1 if the interface is gone or down. A
 * frame that is too long for us or for any network comes with length 0.
 */
int port_receive(struct port *port, struct frame frames[BATCH]);

/**
 * Sends frames in order and sets `sent` in each. Waits a few milliseconds where the kernel's queue is full; what it
 * refuses after that, or refuses for itself (longer than the MTU), is left unsent. -1 if the interface is gone or down.
 */
int port_send(struct port *port, struct frame *const frames[], int count);

/** Frames that the kernel dropped since the last call because we were too slow to read them. */
uint64_t port_receive_drops(struct port *port);

#endif
