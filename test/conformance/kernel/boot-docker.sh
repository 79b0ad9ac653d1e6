#!/bin/sh
# boot-docker SHARED REPOSITORY LAB BASE TEST …
# The first process of a User-Mode Linux: starts a Docker Engine of its own with the images in SHARED/images.tar, runs the
# tests of the repository there, leaves what they said in SHARED/results and powers off. Its files are those of the
# container that it runs in; SHARED also holds `node`. LAB and BASE are `repository:tag`: the lab's
# image, and what it was made of, which is looked for and never used: another stands in for it.
shared=$1 repository=$2 lab=$3 base=$4
shift 4
export PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mkdir -p /dev/pts /dev/shm /dev/mqueue /var/lib/docker /var/lib/containerd
mount -t devpts devpts /dev/pts
mount -t mqueue mqueue /dev/mqueue
# What Docker stores: overlayfs wants more of what is below it than the host's files offer.
for folder in /dev/shm /run /tmp /var/lib/docker /var/lib/containerd; do mount -t tmpfs -o size=100% tmpfs "$folder"; done
modprobe -a veth bridge sch_netem sch_ingress cls_bpf overlay
# This kernel panics when the memory that io_uring shares is unmapped, and libuv would use it.
echo 2 >/proc/sys/kernel/io_uring_disabled
ip link set lo up

run() {
  ulimit -n 65536
  dockerd --bridge=none --iptables=false --ip6tables=false --ip-masq=false >/run/dockerd.log 2>&1 &
  daemon=$!
  until docker version >/dev/null 2>&1; do
    kill -0 "$daemon" || { cat /run/dockerd.log; return 1; }
    sleep 0.1
  done
  echo "# dockerd answers after $(cut -d ' ' -f 1 /proc/uptime) s"
  docker load --quiet --input "$shared/images.tar" || return 1
  docker tag "$lab" "$base" || return 1
  echo "# images are there after $(cut -d ' ' -f 1 /proc/uptime) s"
  cd "$repository" || return 1
  "$shared/node" --test --test-reporter=tap --test-concurrency=1 "$@"
  echo "# tests have ended after $(cut -d ' ' -f 1 /proc/uptime) s"
}
run "$@" >"$shared/results" 2>&1
echo o >/proc/sysrq-trigger
# Power goes off while this waits: the end of the first process would be a panic.
while :; do sleep 1; done
