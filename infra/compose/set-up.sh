#!/bin/sh
# Writes what compose.yml needs and is not in the repository: secrets, and .env with the choices of this machine. Secrets
# that exist are kept.
set -eu
cd "$(dirname "$0")"

usage='usage: infra/compose/set-up.sh [--domain NAME] [--workers N] [--debian]
  --domain NAME  the name that the world reaches this machine by (localhost, with a certificate of its own, if left out)
  --workers N    containers that grade, one run at a time each (1 if left out)
  --debian       PostgreSQL, Redis and Caddy from Debian packages, where no registry answers'
domain=localhost workers=1 files=compose.yml
refuse() {
  echo "set-up: $1" >&2
  echo "$usage" >&2
  exit 2
}
while [ $# -gt 0 ]; do
  case $1 in
    --domain | --workers) [ $# -gt 1 ] || refuse "$1 wants a value" ;;
  esac
  case $1 in
    --domain) domain=$2; shift ;;
    --workers) workers=$2; shift ;;
    --debian) files=compose.yml:compose.debian.yml ;;
    *) refuse "\"$1\" is no option" ;;
  esac
  shift
done
case $workers in '' | *[!0-9]*) refuse "--workers $workers: a whole number is wanted" ;; esac
case $domain in '' | *[!a-zA-Z0-9.-]*) refuse "--domain $domain: a host name is wanted, without https:// and port" ;; esac

socket=/var/run/docker.sock
[ -S $socket ] || { echo "set-up: there is no Docker Engine at $socket" >&2; exit 3; }
secrets=${GRADEWIRE_SECRETS:-secrets}
umask 077
mkdir -p "$secrets"
# The folder keeps others out; the files, which go into containers one by one, are read by other users there.
chmod 700 "$secrets"
random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
keep() { [ -s "$secrets/$1" ] || { printf '%s\n' "$2" > "$secrets/$1"; chmod 444 "$secrets/$1"; }; }
keep postgres-password "$(random)"
keep database-url "postgres://gradewire:$(cat "$secrets/postgres-password")@postgres:5432/gradewire"
# What workers log in with: the API gives their role this password, and it opens less than the owner's.
keep worker-password "$(random)"
keep worker-database-url "postgres://gradewire_worker_gradewire:$(cat "$secrets/worker-password")@postgres:5432/gradewire"
keep redis-settings "requirepass $(random)"
keep redis-url "redis://:$(sed 's/^requirepass //' "$secrets/redis-settings")@redis:6379/0"

cat > "${GRADEWIRE_ENV:-.env}" <<END
COMPOSE_PROJECT_NAME=gradewire
COMPOSE_FILE=$files
DOCKER_GROUP=$(stat -c %g $socket)
GRADEWIRE_DOMAIN=$domain
GRADEWIRE_WORKERS=$workers
END
echo "wrote the secrets and .env in $(pwd); next: docker-compose up -d"
