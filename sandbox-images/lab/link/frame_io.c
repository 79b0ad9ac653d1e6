#define _GNU_SOURCE
#include "frame_io.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"

#define RECEIVE_BUFFER (8 << 20)
#define SEND_BUFFER (4 << 20)
#define QUEUE_FULL_PATIENCE_NS 5000000u
#define TAG_AT 12 /* behind the addresses */
#define TAG_BYTES 4
#define STAMP_MAX_AGE_NS 10000000000u /* an older stamp is not a receive time but a leftover of the sender's */

static bool is_gone(int error) { return error == ENETDOWN || error == ENXIO || error == ENODEV; }

/** The forced size is for who has CAP_NET_ADMIN; else the system's limit caps what we get. */
static void set_buffer(int fd, int force, int ask, int bytes) {
  if (setsockopt(fd, SOL_SOCKET, force, &bytes, sizeof bytes) == 0) return;
  setsockopt(fd, SOL_SOCKET, ask, &bytes, sizeof bytes);
}

/** NULL when the interface can carry frames, else what it lacks. */
static const char *not_ready(int fd, const char *name, int *index) {
  struct ifreq request = {0};
  snprintf(request.ifr_name, sizeof request.ifr_name, "%s", name);
  if (ioctl(fd, SIOCGIFINDEX, &request) < 0) return "does not exist";
  *index = request.ifr_ifindex;
  if (ioctl(fd, SIOCGIFFLAGS, &request) < 0) return "does not exist";
  if (!(request.ifr_flags & IFF_UP)) return "is not up";
  if (!(request.ifr_flags & IFF_RUNNING)) return "has no carrier";
  return NULL;
}

static const char *set_options(int fd) {
  const int on = 1;
  if (setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on) < 0) return "PACKET_IGNORE_OUTGOING refused";
  if (setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof on) < 0) return "PACKET_VNET_HDR refused";
  if (setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) < 0) return "SO_TIMESTAMPNS refused";
  if (setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof on) < 0) return "PACKET_AUXDATA refused";
  set_buffer(fd, SO_RCVBUFFORCE, SO_RCVBUF, RECEIVE_BUFFER);
  set_buffer(fd, SO_SNDBUFFORCE, SO_SNDBUF, SEND_BUFFER);
  return NULL;
}

const char *port_open(struct port *port, const char *name, uint64_t deadline_ns) {
  static char message[128];
  memset(port, 0, sizeof *port);
  snprintf(port->name, sizeof port->name, "%s", name);
  /* Protocol 0 receives nothing: no frame comes in before all options are set and the socket is bound. */
  port->fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const char *problem = port->fd < 0 ? "cannot be opened: no packet socket" : NULL;

  while (!problem) {
    problem = not_ready(port->fd, name, &port->index);
    if (!problem || steady_ns() >= deadline_ns) break;
    problem = NULL;
    struct timespec pause = {.tv_nsec = 5000000};
    nanosleep(&pause, NULL);
  }
  if (!problem) problem = set_options(port->fd);
  if (!problem) {
    struct sockaddr_ll address = {
        .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = port->index};
    struct packet_mreq promiscuous = {.mr_ifindex = port->index, .mr_type = PACKET_MR_PROMISC};
    if (bind(port->fd, (struct sockaddr *)&address, sizeof address) < 0) problem = "cannot be bound";
    else if (setsockopt(port->fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &promiscuous, sizeof promiscuous) < 0)
      problem = "refuses promiscuous mode";
  }
  if (!problem) return NULL;
  snprintf(message, sizeof message, "interface %s %s", port->name, problem);
  return message;
}

bool port_see_outgoing(struct port *port) {
  const int off = 0;
  port->sees_outgoing = setsockopt(port->fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &off, sizeof off) == 0;
  return port->sees_outgoing;
}

/** The kernel's receive stamp, or `now` where there is none that can be believed; never earlier than the one before. */
static uint64_t receive_time(struct port *port, struct msghdr *message, uint64_t now) {
  uint64_t stamp = now;
  for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part; part = CMSG_NXTHDR(message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_TIMESTAMPNS) continue;
    struct timespec at;
    memcpy(&at, CMSG_DATA(part), sizeof at);
    stamp = (uint64_t)at.tv_sec * 1000000000u + (uint64_t)at.tv_nsec;
  }
  if (stamp > now || now - stamp > STAMP_MAX_AGE_NS) stamp = now;
  if (stamp < port->last_received_ns && port->last_received_ns <= now) stamp = port->last_received_ns;
  port->last_received_ns = stamp;
  return stamp;
}

/** The kernel takes the outer VLAN tag off a frame and hands it over beside it: puts it back. */
static void restore_tag(struct frame *frame, struct msghdr *message) {
  for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part; part = CMSG_NXTHDR(message, part)) {
    struct tpacket_auxdata aside;
    if (part->cmsg_level != SOL_PACKET || part->cmsg_type != PACKET_AUXDATA) continue;
    memcpy(&aside, CMSG_DATA(part), sizeof aside);
    if (!(aside.tp_status & TP_STATUS_VLAN_VALID) || frame->length + TAG_BYTES > FRAME_BYTES) return;
    bool has_type = aside.tp_status & TP_STATUS_VLAN_TPID_VALID;
    uint16_t tag[] = {htons(has_type ? aside.tp_vlan_tpid : ETH_P_8021Q), htons(aside.tp_vlan_tci)};
    memmove(frame->bytes + TAG_AT + TAG_BYTES, frame->bytes + TAG_AT, frame->length - TAG_AT);
    memcpy(frame->bytes + TAG_AT, tag, sizeof tag);
    frame->length += TAG_BYTES;
    if (frame->offload.flags & VIRTIO_NET_HDR_F_NEEDS_CSUM) frame->offload.csum_start += TAG_BYTES;
    return;
  }
}

int port_receive(struct port *port, struct frame frames[BATCH]) {
  static struct mmsghdr messages[BATCH];
  static struct iovec parts[BATCH][2];
  static struct sockaddr_ll senders[BATCH];
  static union {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(sizeof(struct timespec)) + CMSG_SPACE(sizeof(struct tpacket_auxdata))];
  } control[BATCH];

  for (int i = 0; i < BATCH; i++) {
    parts[i][0] = (struct iovec){&frames[i].offload, sizeof frames[i].offload};
    parts[i][1] = (struct iovec){frames[i].bytes, FRAME_BYTES};
    messages[i].msg_hdr = (struct msghdr){
        .msg_iov = parts[i], .msg_iovlen = 2, .msg_control = &control[i], .msg_controllen = sizeof control[i]};
    if (!port->sees_outgoing) continue;
    messages[i].msg_hdr.msg_name = &senders[i];
    messages[i].msg_hdr.msg_namelen = sizeof senders[i];
  }
  int count = recvmmsg(port->fd, messages, BATCH, MSG_DONTWAIT, NULL);
  if (count < 0) return is_gone(errno) ? -1 : 0;

  uint64_t now = wall_ns();
  for (int i = 0; i < count; i++) {
    size_t length = messages[i].msg_len;
    bool usable = !(messages[i].msg_hdr.msg_flags & MSG_TRUNC) && length >= sizeof frames[i].offload + ETH_HLEN;
    frames[i].length = usable ? (uint32_t)(length - sizeof frames[i].offload) : 0;
    if (usable) restore_tag(&frames[i], &messages[i].msg_hdr);
    frames[i].received_ns = receive_time(port, &messages[i].msg_hdr, now);
    frames[i].captured = false;
    frames[i].sent = false;
    frames[i].outgoing = port->sees_outgoing && senders[i].sll_pkttype == PACKET_OUTGOING;
    frames[i].note[0] = '\0';
  }
  return count;
}

/** Gives the other side's kernel a moment to empty its queue. False: the patience is used up. */
static bool wait_for_room(int fd, uint64_t deadline_ns) {
  if (steady_ns() >= deadline_ns) return false;
  struct pollfd out = {.fd = fd, .events = POLLOUT};
  poll(&out, 1, 1);
  struct timespec pause = {.tv_nsec = 20000}; /* a full device queue leaves the socket writable all the same */
  nanosleep(&pause, NULL);
  return true;
}

int port_send(struct port *port, struct frame *const frames[], int count) {
  static struct mmsghdr messages[BATCH];
  static struct iovec parts[BATCH][2];
  if (count > BATCH) count = BATCH;
  for (int i = 0; i < count; i++) {
    parts[i][0] = (struct iovec){&frames[i]->offload, sizeof frames[i]->offload};
    parts[i][1] = (struct iovec){frames[i]->bytes, frames[i]->length};
    messages[i].msg_hdr = (struct msghdr){.msg_iov = parts[i], .msg_iovlen = 2};
  }
  uint64_t deadline_ns = 0;
  for (int done = 0; done < count;) {
    int taken = sendmmsg(port->fd, messages + done, (unsigned)(count - done), MSG_DONTWAIT);
    for (int i = 0; i < taken; i++) frames[done++]->sent = true;
    if (taken > 0 || errno == EINTR) continue;
    if (is_gone(errno)) return -1;
    if (errno == EAGAIN || errno == ENOBUFS) {
      if (!deadline_ns) deadline_ns = steady_ns() + QUEUE_FULL_PATIENCE_NS;
      if (wait_for_room(port->fd, deadline_ns)) continue;
    }
    done++; /* refused for good */
  }
  return 0;
}

uint64_t port_receive_drops(struct port *port) {
  struct tpacket_stats stats;
  socklen_t size = sizeof stats;
  return getsockopt(port->fd, SOL_PACKET, PACKET_STATISTICS, &stats, &size) == 0 ? stats.tp_drops : 0;
}
