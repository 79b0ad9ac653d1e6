#!/bin/sh
# gradewire-drop ENDPOINT_PID
# Drops every TCP connection in an endpoint's network namespace, without a word to the peer. (ss says nothing of those it
# could not drop: the second call does.)
set -eu
nsenter --target "$1" --net ss --kill --no-header --tcp --all --numeric >/dev/null
left=$(nsenter --target "$1" --net ss --no-header --tcp --all --numeric)
[ -z "$left" ] || { echo "still there: $left"; exit 1; }
