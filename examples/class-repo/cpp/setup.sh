#!/bin/sh
# Installs what the C++ programs need on Ubuntu. Run as root.
set -e
apt-get update
apt-get install -y g++
