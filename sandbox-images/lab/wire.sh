#!/bin/sh
# gradewire-wire LINK_PID ENDPOINT_PID PORT ADDRESS MAC PEER_ADDRESS PEER_MAC
# Puts a veth pair between a link container and an endpoint: PORT in the link, eth0 in the endpoint. Runs in the helper
# that sees the host's process ids; touches these two network namespaces and nothing else.
# gso_max_segs 1: the link is to lose packets, not super-packets. Static neighbours: ARP is no part of any assignment.
set -eu
link=$1 endpoint=$2 port=$3 address=$4 mac=$5 peer_address=$6 peer_mac=$7
nsenter --target "$link" --net ip -batch - <<EOF
link add $port gso_max_segs 1 arp off type veth peer name eth0 gso_max_segs 1 address $mac netns $endpoint
link set $port up
EOF
nsenter --target "$endpoint" --net ip -batch - <<EOF
address add $address/24 dev eth0
link set eth0 up
neighbour replace $peer_address lladdr $peer_mac dev eth0 nud permanent
EOF
