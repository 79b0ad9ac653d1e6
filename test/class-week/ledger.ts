import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Connected } from '../github-service/connected.ts';

/** How the check of a head is to end. `refused`: its source cannot be taken. */
export type End = 'success' | 'failure' | 'cancelled' | 'refused' | 'neutral';

/** Every head commit of the week, and how its check is to end. */
export interface Ledger {
  expect(sha: string, end: End): string;
  readonly heads: ReadonlyMap<string, End>;
  /** Waits until the checks of all heads are completed, and looks at each. */
  settled(): Promise<void>;
}

/** As long as something comes to its end now and then, a slow machine is no fault. */
const stuckAfterMs = 120_000;

export function ledger({ github }: Connected): Ledger {
  const heads = new Map<string, End>();
  return {
    heads,
    expect(sha, end) {
      heads.set(sha, end);
      return sha;
    },
    async settled() {
      const shas = [...heads.keys()];
      let completed = 0;
      for (let since = Date.now(); completed < shas.length; await pause(50)) {
        const now = shas.filter((sha) => github.checkRuns(sha)[0]?.status === 'completed').length;
        if (now > completed) since = Date.now();
        completed = now;
        const open = shas.map((sha) => `${sha}: ${github.checkRuns(sha)[0]?.output.title}`);
        assert.ok(Date.now() - since < stuckAfterMs, open.join('\n'));
      }
      for (const sha of shas) {
        const [check, more] = github.checkRuns(sha);
        assert.ok(check !== undefined && more === undefined, `${sha} has more than one check`);
        const end = heads.get(sha);
        const said = `${sha}: ${check.conclusion} ${check.output.title}\n${check.output.summary}`;
        assert.equal(check.conclusion, end === 'refused' ? 'failure' : end, said);
        const isGraded = end === 'success' || end === 'failure';
        assert.equal(/\d+(\.\d+)? of \d+/.test(check.output.title ?? ''), isGraded, said);
      }
    },
  };
}
