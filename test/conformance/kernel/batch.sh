#!/bin/sh
# batch FOLDER
# Sends traffic across links of kernel netem, wired and set up by the lab's own scripts. For each FOLDER/plan.N there is a
# lane: a client, a link and a server, side by side with the other lanes. A plan has six lines for each configuration: its
# name; tc's arguments from client to server, and back; what is sent from client to server, and back (arguments of
# `gradewire-traffic send`, or nothing); how long a receiver waits in silence, in ms. FOLDER/results.N is what the receivers
# said, each part headed by `== name direction`, and a last line `== end`.
set -euf
folder=$1
work=$(mktemp -d /run/batch.XXXXXX)
trap 'rm -rf "$work"' EXIT

# A network namespace that lives as long as its holder, whose process id is then in `holder`.
hold_namespace() {
  unshare --net sleep infinity &
  holder=$!
  while [ "$(readlink "/proc/$holder/ns/net")" = "$(readlink /proc/self/ns/net)" ]; do sleep 0.01; done
  # As in an endpoint: only IPv4. Where the kernel has no IPv6 there is nothing to turn off.
  nsenter --target "$holder" --net sh -c 'echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6' 2>/dev/null || :
}

# exchange FROM TO ADDRESS LINGER_MS FILE [OPTION …]
# The receiver's readiness starts the sender, whose end ends the receiver.
exchange() {
  from=$1 to=$2 address=$3 linger=$4 file=$5
  shift 5
  mkfifo "$file.ready"
  {
    read -r _ <"$file.ready"
    nsenter --target "$from" --net gradewire-traffic send --to "$address" --port 7000 "$@"
  } | nsenter --target "$to" --net gradewire-traffic receive --port 7000 --flows 8 --linger-ms "$linger" \
    2>"$file.ready" >"$file"
  rm "$file.ready"
}

# lane PLAN RESULTS WORK
lane() {
  work=$3
  mkdir "$work"
  hold_namespace; link=$holder
  hold_namespace; client=$holder
  hold_namespace; server=$holder
  trap 'kill $link $client $server' EXIT
  gradewire-wire "$link" "$client" port0 10.77.0.1 02:00:0a:4d:00:01 10.77.0.2 02:00:0a:4d:00:02
  gradewire-wire "$link" "$server" port1 10.77.0.2 02:00:0a:4d:00:02 10.77.0.1 02:00:0a:4d:00:01

  while read -r name; do
    read -r a_to_b
    read -r b_to_a
    read -r from_client
    read -r from_server
    read -r linger
    printf '%s\n%s\n' "$a_to_b" "$b_to_a" | nsenter --target "$link" --net gradewire-netem up port0 port1 bridge
    : >"$work/a2b"
    : >"$work/b2a"
    exchanges=
    if [ -n "$from_client" ]; then
      exchange "$client" "$server" 10.77.0.2 "$linger" "$work/a2b" $from_client &
      exchanges=$!
    fi
    if [ -n "$from_server" ]; then
      exchange "$server" "$client" 10.77.0.1 "$linger" "$work/b2a" $from_server &
      exchanges="$exchanges $!"
    fi
    for exchange in $exchanges; do wait "$exchange"; done
    nsenter --target "$link" --net gradewire-netem down port0 port1 bridge
    for direction in a2b b2a; do
      echo "== $name $direction"
      cat "$work/$direction"
    done
  done <"$1" >"$2"
  echo '== end' >>"$2"
}

lanes=
number=0
while [ -e "$folder/plan.$number" ]; do
  (lane "$folder/plan.$number" "$folder/results.$number" "$work/$number") &
  lanes="$lanes $!"
  number=$((number + 1))
done
for lane in $lanes; do wait "$lane"; done
