#!/bin/sh
# boot FOLDER
# The first process of a User-Mode Linux: makes it ready, runs the batch in FOLDER and powers off. Its files are those of
# the container that it runs in.
export PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t tmpfs tmpfs /run
modprobe -a veth bridge sch_netem
sh "$1/batch.sh" "$1"
echo o >/proc/sysrq-trigger
# Power goes off while this waits: the end of the first process would be a panic.
while :; do sleep 1; done
