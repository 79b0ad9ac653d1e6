#!/bin/sh
# One archive of everything that cannot be made again: the database and the blobs (hand-ins, results, captures). Runs while the
# service does.
set -eu
usage='usage: infra/compose/backup.sh [FILE]
Writes the database and the blobs into FILE (backups/<date>.tar if left out).'
case ${1:-} in -*) echo "$usage"; exit 2 ;; esac
target=${1:-}
case $target in '' | /*) ;; *) target=$PWD/$target ;; esac
. "$(dirname "$0")/in-compose.sh"

umask 077
started=$(date -u +%Y-%m-%dT%H:%M:%SZ)
target=${target:-$PWD/backups/$(echo "$started" | tr -d ':-').tar}
[ ! -e "$target" ] || fail "$target exists, and is not overwritten" 2
mkdir -p "$(dirname "$target")"
work=$(mktemp -d "$target.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

sql -c 'SELECT 1' > /dev/null || fail 'the database does not answer: is the service up (docker-compose ps)?'
say 'saving the database'
# The database first: a blob is stored before a row names it, so that none of the rows saved here lacks its own.
in_service postgres pg_dump --username=gradewire --format=custom --no-privileges gradewire > "$work/database.dump" < /dev/null ||
  fail 'pg_dump failed, see above'
say 'saving the blobs'
# Status 1: one went while it was read, as old captures do.
in_service api tar --create --directory="$blobs" --exclude=./.incoming . > "$work/blobs.tar" < /dev/null || [ $? = 1 ] ||
  fail 'the blobs could not be read, see above'

count=$(tar --list --file="$work/blobs.tar" | grep -vc '/$' || true)
{
  echo 'format 1'
  echo "started $started"
  echo "schema $(sql -c 'SELECT max(migration_name) FROM _prisma_migrations')"
  echo "blobs $count"
  (cd "$work" && sha256sum database.dump blobs.tar)
} > "$work/contents"
tar --create --file="$work/backup" --directory="$work" contents database.dump blobs.tar
sync "$work/backup"
mv "$work/backup" "$target"
say "$target holds the database and $count blobs ($(du -h "$target" | cut -f1)); it holds students' work: keep it like that"
