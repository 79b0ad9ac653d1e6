apt-get update
apt-get install -y lua5.4 lua-socket
