import path from 'node:path';
import { findBinaries } from '../src/server/binaries.ts';
import { filesOf } from '../src/server/cluster.ts';
import { runAs, whoRuns } from '../src/server/run-as.ts';

export interface EmbeddedPostgres {
  /** As a power cut ends it: no session is told, nothing is written any more. */
  crash(): Promise<void>;
  /** On the port that it had, with this in its environment. */
  start(environment?: Readonly<Record<string, string>>): Promise<void>;
}

/** The embedded server on `folder`, which somebody else has started on `port`. */
export async function postgresOf(folder: string, port: number): Promise<EmbeddedPostgres> {
  const binaries = await findBinaries();
  const place = path.resolve(folder);
  const who = await whoRuns([place, binaries.initdb]);
  const { data, log } = filesOf(place);
  return {
    async crash() {
      await runAs(who, binaries.pgCtl, ['stop', '-D', data, '-m', 'immediate', '-w']);
    },
    async start(environment = {}) {
      const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
      const start = ['start', '-D', data, '-l', log, '-w', '-t', '60', '-o', `-p ${port}`];
      await runAs(who, '/usr/bin/env', [...variables, binaries.pgCtl, ...start]);
    },
  };
}
