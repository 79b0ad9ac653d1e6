# For the scripts beside it: `compose` is docker-compose or Docker's plugin, run in this folder; `fail` ends with a message.
cd "$(dirname "$0")"
script=$(basename "$0" .sh)

fail() {
  echo "$script: $1" >&2
  exit "${2:-3}"
}
say() { echo "$script: $1"; }

if docker compose version > /dev/null 2>&1; then
  compose() { docker compose "$@"; }
elif docker-compose version > /dev/null 2>&1; then
  compose() { docker-compose "$@"; }
else
  fail 'there is neither docker-compose nor the compose plugin of Docker'
fi
[ -e .env ] || [ -n "${COMPOSE_FILE:-}" ] || fail 'there is no .env here: run ./set-up.sh first'

# Reads our standard input: who has nothing to say gives it /dev/null.
in_service() { compose exec -T "$@"; }
sql() { in_service postgres psql --username=gradewire --no-psqlrc --quiet --tuples-only --no-align \
  --set=ON_ERROR_STOP=1 "$@" < /dev/null; }
blobs=/var/lib/gradewire/blobs
