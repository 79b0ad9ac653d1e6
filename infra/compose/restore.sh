#!/bin/sh
# Puts a backup in the place of what the service holds now. A failure before the last step leaves everything as it was.
set -eu
usage='usage: infra/compose/restore.sh FILE [--replace]
Restores a backup into the running service. If that holds courses already, they are lost: only with --replace.'
replace= file=
for argument in "$@"; do
  case $argument in
    --replace) replace=yes ;;
    -*) echo "$usage" >&2; exit 2 ;;
    *) file=$argument ;;
  esac
done
[ -n "$file" ] || { echo "$usage" >&2; exit 2; }
case $file in /*) ;; *) file=$PWD/$file ;; esac
. "$(dirname "$0")/in-compose.sh"

[ -r "$file" ] || fail "$file cannot be read" 2
work=$(mktemp -d "${TMPDIR:-/tmp}/gradewire-restore-XXXXXX")
stopped=
# Whatever happens: no half database stays behind, and the service runs again.
clean_up() {
  rm -rf "$work"
  sql -d postgres -c 'DROP DATABASE IF EXISTS gradewire_restored WITH (FORCE)' 2> /dev/null || true
  [ -z "$stopped" ] || compose start api worker
}
trap clean_up EXIT
trap 'exit 130' INT TERM

say 'checking the backup'
part() { tar --extract --to-stdout --file="$file" "$1"; }
part contents > "$work/contents" 2> /dev/null || fail "$file is no backup, or not all of one" 2
grep -qx 'format 1' "$work/contents" || fail "$file was made by a newer Gradewire: upgrade first" 2
for name in database.dump blobs.tar; do
  sum=$(part "$name" 2> /dev/null | sha256sum | cut -d' ' -f1)
  grep -qx "$sum  $name" "$work/contents" || fail "$file is damaged: $name is not what was saved" 2
done

courses=$(sql -d gradewire -c 'SELECT count(*) FROM course') ||
  fail 'the database does not answer: is the service up (docker-compose up -d)?'
[ "$courses" = 0 ] || [ -n "$replace" ] ||
  fail "the service holds courses ($courses): back it up, then say --replace if they are to be lost" 2
newest=$(sql -d gradewire -c 'SELECT max(migration_name) FROM _prisma_migrations')
schema=$(sed -n 's/^schema //p' "$work/contents")
[ "$(printf '%s\n' "$schema" "$newest" | sort | tail -1)" = "$newest" ] ||
  fail "the backup's schema ($schema) is newer than this Gradewire's ($newest): upgrade first" 2

say 'restoring the database beside the present one'
sql -d postgres -c 'SET client_min_messages = warning' -c 'DROP DATABASE IF EXISTS gradewire_replaced' \
  -c 'DROP DATABASE IF EXISTS gradewire_restored' -c 'CREATE DATABASE gradewire_restored TEMPLATE template0'
part database.dump |
  in_service postgres pg_restore --username=gradewire --exit-on-error --no-owner --no-privileges --dbname=gradewire_restored ||
  fail 'pg_restore failed, see above; nothing has changed'
say 'adding the blobs'
# As new: the present database names none of them, and old blobs that nothing names are deleted.
part blobs.tar | in_service api tar --extract --touch --directory="$blobs" || fail 'the blobs could not be written, see above'

say 'changing over: the service stops for a moment'
stopped=yes
compose stop api worker
sql -d postgres -c 'BEGIN' -c 'ALTER DATABASE gradewire RENAME TO gradewire_replaced' \
  -c 'ALTER DATABASE gradewire_restored RENAME TO gradewire' -c 'COMMIT' || fail 'the databases could not change places'
sql -d postgres -c 'DROP DATABASE gradewire_replaced WITH (FORCE)'
stopped=
compose start api worker
ready='fetch("http://127.0.0.1:8080/readyz").then((answer) => process.exit(answer.ok ? 0 : 1))'
tries=0
until in_service api node --eval "$ready" < /dev/null 2> /dev/null; do
  tries=$((tries + 1))
  [ $tries -lt 60 ] || fail 'everything is restored, but the API does not come up: see docker-compose logs api'
  sleep 1
done
say "restored $(sed -n 's/^blobs //p' "$work/contents") blobs and the database of $(sed -n 's/^started //p' "$work/contents")"
say 'keys are those of the backup: the owner key that an empty service printed at its start is void'
