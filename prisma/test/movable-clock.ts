import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface MovableClock {
  /** For processes that are to go by it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Sets it so many seconds off the true time. */
  set(offset: number): void;
}

const libraries = '/usr/lib';

/** Where libfaketime is, which answers for the system's clock in programs that it is loaded into; undefined: nowhere. */
function findLibrary(): string | undefined {
  const folders = readdirSync(libraries).map((name) => path.join(libraries, name, 'faketime'));
  const found = folders.flatMap((folder) => {
    try {
      return readdirSync(folder).map((name) => path.join(folder, name));
    } catch {
      return [];
    }
  });
  return found.find((file) => file.endsWith('/libfaketimeMT.so.1'));
}

/** Why no clock can be moved here; undefined if one can. */
export function whyNoMovableClock(): string | undefined {
  return findLibrary() ? undefined : 'libfaketime is not installed (apt-get install libfaketime)';
}

/** A clock for whole processes, kept in `file`, whoever they run as. Time that only passes (timers, timeouts) is not moved. */
export function movableClock(file: string): MovableClock {
  const set = (offset: number) =>
    writeFileSync(file, `${offset < 0 ? '-' : '+'}${Math.abs(offset)}s\n`, { mode: 0o644 });
  set(0);
  return {
    environment: {
      LD_PRELOAD: findLibrary()!,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
    },
    set,
  };
}
