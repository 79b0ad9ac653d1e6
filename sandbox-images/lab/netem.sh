#!/bin/sh
# gradewire-netem up PORT_A PORT_B BRIDGE     reads two lines of `tc … netem` arguments: A to B, B to A; empty: no qdisc
# gradewire-netem stats PORT_A PORT_B         what the kernel counted: a JSON array of qdiscs, a line for each port
# gradewire-netem gate PORT_A PORT_B          becomes what shuts both ports to what comes in: says "filter", and is then
#                                             `tc -batch -`; or "port state", and is then `bridge -batch -`
# gradewire-netem down PORT_A PORT_B BRIDGE   bridge and qdiscs are gone, and the packets that they held
# A link made of the kernel's own parts: a bridge of two ports with netem where frames leave it. Runs in the network
# namespace that has the ports; they are up, and theirs are the only ends of the link.
# A qdisc is made anew and never changed: `tc qdisc change` keeps what is not named, and on older kernels its seed.
# netem would lose ARP like any packet. The endpoints' neighbours are static, so that only IP crosses the bridge.
set -euf
command=$1 a=$2 b=$3

delete_qdisc() {
  # Refused where there is only what the kernel put there itself. One that must go and stays is found by `add`.
  tc qdisc del dev "$1" "$2" 2>/dev/null || :
}

down() {
  if ip link show dev "$1" >/dev/null 2>&1; then ip link del dev "$1"; fi
  for port in "$a" "$b"; do
    delete_qdisc "$port" root
    delete_qdisc "$port" ingress
  done
}

# A hub and no switch: it learns nothing, so every frame that comes in at one port goes out of the other, whatever
# addresses it bears. Impaired before it is joined: no frame crosses a link that is only half made.
up() {
  down "$1"
  [ -z "$2" ] || tc qdisc add dev "$b" root netem $2
  [ -z "$3" ] || tc qdisc add dev "$a" root netem $3
  ip link add name "$1" type bridge stp_state 0 forward_delay 0 ageing_time 0 mcast_snooping 0
  # Only a kernel without IPv6 refuses; with it, the bridge shall have no address and nothing to say.
  ip link set dev "$1" addrgenmode none 2>/dev/null || :
  ip -batch - <<BATCH
link set dev $a master $1
link set dev $b master $1
link set dev $a type bridge_slave learning off
link set dev $b type bridge_slave learning off
link set dev $1 up
BATCH
}

# Whether the kernel can drop what comes in at a port, and count it: sch_ingress and cls_bpf. (matchall would want act_gact
# besides, for the dropping; a classifier that is its own action needs no module more.)
can_filter() {
  tc qdisc add dev "$1" ingress &&
    tc filter add dev "$1" ingress protocol all pref 1 bpf da bytecode '1,6 0 0 2,' &&
    tc filter del dev "$1" ingress pref 1
}

case $command in
  up)
    { read -r a_to_b && read -r b_to_a; } || { echo 'two lines are wanted: A to B, B to A' >&2; exit 2; }
    trap 'down "$4"' EXIT
    up "$4" "$a_to_b" "$b_to_a"
    trap - EXIT
    ;;
  down)
    down "$4"
    ;;
  stats)
    for port in "$a" "$b"; do
      counted=$(tc -j -s qdisc show dev "$port")
      printf '%s\n' "$counted"
    done
    ;;
  gate)
    # Either stays, and takes a line of standard input when it comes: nothing is started when a blackout is due.
    if can_filter "$a" 2>/dev/null && can_filter "$b" 2>/dev/null; then
      echo filter
      exec tc -batch -
    fi
    echo 'port state'
    exec bridge -batch -
    ;;
  *)
    echo "there is no command $command" >&2
    exit 2
    ;;
esac
