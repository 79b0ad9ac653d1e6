import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import {
  type Case,
  cleanLink,
  InfrastructureFault,
  type Kit,
  LinkProfile,
  type Setup,
  type Trial,
} from '@gradewire/core';
import { noArtefacts } from './artefacts.ts';
import { beyondKernel } from './lab/choose-backend.ts';
import type { Endpoints } from './lab/endpoints.ts';
import type { StartedLab } from './lab/lab.ts';
import { runCases } from './run-cases.ts';

const lossy = LinkProfile.parse({
  name: 'lossy',
  keying: 'message',
  message: { separator: '|' },
  clientToServer: { loss: { model: 'random', percent: 5 } },
});
const trial = { name: 'only', port: 5000 };
const caseOf = (id: string, link: LinkProfile, trials: Case['trials']): Case => ({
  id,
  subject: 's',
  title: id,
  group: 'g',
  link,
  lagBudgetMs: 250,
  trials,
});
const kitOf = (cases: readonly Case[]) => ({ plan: () => cases }) as unknown as Kit;
const nothing = {} as unknown;

test('a case whose link cannot be expressed is not run, and is named with the reason; a static one needs no link', async () => {
  const cases = [caseOf('over-lossy', lossy, [trial]), caseOf('static', lossy, [])];
  const started: string[] = [];
  const runs = await runCases(
    {
      kit: kitOf(cases),
      lab: nothing as StartedLab,
      endpoints: nothing as Endpoints,
      programs: new Map(),
      withheld: [],
      jobs: 1,
      artefacts: noArtefacts,
      inexpressible: (profile) => beyondKernel(profile, { seed: true, kernel: '6.12' }),
      onProgress: ({ kind }) => started.push(kind),
    },
    nothing as Setup,
  );
  assert.deepEqual(started, []);
  assert.deepEqual([...runs.unsupported.keys()], ['over-lossy']);
  assert.match(runs.unsupported.get('over-lossy')!.join(), /keying message/);
  assert.deepEqual([runs.cases, runs.faults, runs.retries], [cases, [], 0]);
});

test('what a kernel without seed cannot repeat it cannot express; what draws nothing it can', () => {
  const old = { seed: false, kernel: '6.1.0' };
  const keyed = LinkProfile.parse({ ...lossy, keying: 'stream' });
  assert.match(beyondKernel(keyed, old).join(), /seed: .*6\.1\.0/);
  assert.deepEqual(beyondKernel(keyed, { seed: true, kernel: '6.12' }), []);
  const slow = LinkProfile.parse({ name: 'slow', clientToServer: { delay: '50ms', rate: { bitsPerSecond: '1mbit' } } });
  for (const profile of [slow, cleanLink]) assert.deepEqual(beyondKernel(profile, old), []);
});

test('a case that is withheld is not run, whatever the kit plans, not even in a later round', async () => {
  const rounds = [
    [caseOf('usage/a', cleanLink, [])],
    [caseOf('usage/a', cleanLink, []), caseOf('peer/b', cleanLink, [trial])],
  ];
  const plans = rounds.values();
  const kit = { plan: () => plans.next().value } as unknown as Kit;
  const lab = nothing as StartedLab;
  const endpoints = nothing as Endpoints;
  const runner = { kit, lab, endpoints, programs: new Map(), jobs: 1, artefacts: noArtefacts, inexpressible: () => [] };
  const run = () => runCases({ ...runner, withheld: ['peer'], onProgress: () => {} }, nothing as Setup);
  assert.deepEqual((await run()).cases, rounds[0]);
  await assert.rejects(run(), /plans peer\/b, which is withheld/);
});

test('endpoints are given back when the trial has ended, not before', async () => {
  const said: string[] = [];
  const endpoint = { sandbox: { reset: async () => {} } };
  const lend = async () => ({ endpoint, [Symbol.dispose]: () => void said.push('given back') });
  const endpoints = { lend, discard: async () => {} } as unknown as Endpoints;
  const join = async () => {
    await setImmediate();
    said.push('joined');
    throw new InfrastructureFault('that is enough');
  };
  const meeting: Trial = { ...trial, client: { runs: [], side: 'client' } as never };
  const runner = { endpoints, programs: new Map(), jobs: 1, artefacts: noArtefacts, inexpressible: () => [] };
  const kit = kitOf([caseOf('one', cleanLink, [meeting])]);
  const lab = { join } as unknown as StartedLab;
  await runCases({ ...runner, kit, lab, withheld: [], onProgress: () => {} }, nothing as Setup);
  assert.deepEqual(said, Array(3).fill(['joined', 'given back', 'given back']).flat());
});
