import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EndpointSide, InfrastructureFault, type ProgramRef, type Trial } from '@gradewire/core';
import { type Endpoints, mostStanding } from './lab/endpoints.ts';
import type { Endpoint } from './lab/lab.ts';
import { makeReady } from './make-ready.ts';

const peer: ProgramRef = { kind: 'peer', name: 'receiver' };
const student = (id: string): ProgramRef => ({ kind: 'student', id });
const trialOf = (client: ProgramRef): { trial: Trial } => ({
  trial: { name: client.kind, port: 5000, client: { runs: [{ program: client }] } } as unknown as Trial,
});
const refsOf = ({ client }: Trial) => [client!.runs[0]!.program, peer] as const;

/** Keeps what was lent, and what is not given back yet. */
function lender(lend: (name: string) => void = () => {}) {
  const seen = { lent: [] as string[], discarded: [] as string[], inUse: 0 };
  const nameOf = (ref: ProgramRef, side: EndpointSide, slot: number) =>
    `${ref.kind === 'peer' ? 'peer' : ref.id} ${side} ${slot}`;
  const endpoints = {
    async lend(ref: ProgramRef, side: EndpointSide, slot: number) {
      lend(nameOf(ref, side, slot));
      seen.lent.push(nameOf(ref, side, slot));
      seen.inUse++;
      return { endpoint: {} as Endpoint, [Symbol.dispose]: () => void seen.inUse-- };
    },
    async discard(ref: ProgramRef, side: EndpointSide, slot: number) {
      seen.discarded.push(nameOf(ref, side, slot));
    },
  } as unknown as Endpoints;
  return { seen, endpoints };
}

test('every endpoint that the trials can use at once is made, and given back', async () => {
  const { seen, endpoints } = lender();
  const open = [trialOf(student('s')), trialOf(student('s')), trialOf(student('s')), trialOf(peer)];
  await makeReady(endpoints, open, refsOf, 2);
  const expected = ['peer client 0', 'peer server 0', 'peer server 1', 's client 0', 's client 1'];
  assert.deepEqual([seen.lent.toSorted(), seen.inUse], [expected, 0]);
});

test('one that cannot be made is left to the trial that needs it; a large class is not made at once', async () => {
  const { seen, endpoints } = lender((name) => {
    if (name === 's client 1') throw new InfrastructureFault('no more room');
  });
  await makeReady(endpoints, [trialOf(student('s')), trialOf(student('s'))], refsOf, 2);
  assert.deepEqual(seen.discarded, ['s client 1']);
  const many = Array.from({ length: 200 }, (_, at) => trialOf(student(`${at}`)));
  await makeReady(endpoints, many, refsOf, 2);
  assert.equal(seen.lent.length, 3 + mostStanding / 2);
});
