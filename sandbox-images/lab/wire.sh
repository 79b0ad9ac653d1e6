#!/bin/sh
# gradewire-wire LINK_PID ENDPOINT_PID PORT ADDRESS MAC PEER_ADDRESS PEER_MAC
# Puts a veth pair between a link container and an endpoint: PORT in the link, eth0 in the endpoint. Runs in the helper
# that sees the host's process ids; touches these two network namespaces and nothing else.
# gso_max_segs 1: the link is to lose packets, not super-packets. Static neighbours: ARP is no part of any assignment.
#
# In order: the kernel queues a veth's frames per processor, so that a sender that moves to another one overtakes itself. A
# veth that could merge segments (gro, and its peer without tso; Linux 5.13) has one queue of its own instead, and
# gro_max_size 1 forbids to merge any. A kernel before 5.19 does not know that and ignores it: there the queues stay.
set -eu
link=$1 endpoint=$2 port=$3 address=$4 mac=$5 peer_address=$6 peer_mac=$7

# in_order PID DEVICE, before the device is up
in_order() {
  case $(nsenter --target "$1" --net ip -details link show dev "$2") in
    *' gro_max_size 1 '*) nsenter --target "$1" --net ethtool --offload "$2" tso off gro on >/dev/null ;;
  esac
}

nsenter --target "$link" --net ip -batch - <<EOF
link add $port gso_max_segs 1 gro_max_size 1 arp off type veth peer name eth0 gso_max_segs 1 gro_max_size 1 address $mac netns $endpoint
EOF
in_order "$link" "$port"
in_order "$endpoint" eth0
nsenter --target "$link" --net ip link set "$port" up
nsenter --target "$endpoint" --net ip -batch - <<EOF
address add $address/24 dev eth0
link set eth0 up
neighbour replace $peer_address lladdr $peer_mac dev eth0 nud permanent
EOF
