#!/bin/bash
# Mono runs C# programs on Linux; mcs is its compiler.
apt-get update
apt-get install -y mono-mcs mono-runtime
