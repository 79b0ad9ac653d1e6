import { type FileSpec, type Observation, type Observations, type Program, rudp, type Setup } from '@gradewire/core';
import type { Config } from '../config.ts';
import { encodingOf } from '../judge/encodings.ts';
import { isWhole } from '../judge/written.ts';
import { type Attempt, attemptsOf, chosenAttempt, observationOf } from './attempts.ts';
import { gate } from './catalogue.ts';
import { seedOf } from './chance.ts';
import { bytesOf, type Learnt } from './spec.ts';

/** What the first case came to. */
export interface Opening extends Learnt {
  /** Its file arrived whole, or whole but in another encoding: the other cases can show something. */
  readonly isOpen: boolean;
  readonly attempt: Attempt;
}

/** Where nothing was learnt: of a sender that sends everything in one packet, for one. */
export const unknown: Learnt = { chunk: 1024, acks: 1, lastAck: null };

/** The file of the first case, which asks nothing of what is learnt from it. */
export function firstFile({ seed }: Setup<Config>): FileSpec {
  const bytes = bytesOf(gate, unknown);
  return { kind: gate.content, bytes, seed: seedOf(seed, gate.id, 0) };
}

export function openingOf(setup: Setup<Config>, program: Program, observations: Observations): Opening {
  const seen = observations.get(gate.id) ?? [];
  const isTried = attemptsOf(program, seen).every((attempt) => observationOf(attempt, seen) !== undefined);
  const attempt = chosenAttempt(program, seen);
  const observation = observationOf(attempt, seen);
  const isOpen = isTried && observation !== undefined && arrives(observation, firstFile(setup));
  return { isOpen, attempt, ...learntFrom(observation) };
}

function arrives(observation: Observation, file: FileSpec): boolean {
  if (isWhole(observation, [file])) return true;
  const chunk = learntFrom(observation).chunk;
  return observation.written.some((written) => encodingOf(written, file, chunk) !== undefined);
}

function learntFrom(observation: Observation | undefined): Learnt {
  const transfers = (observation?.transfers ?? []).map(rudp.loadTransfer);
  const { medianPayloadBytes = unknown.chunk, acksSent = unknown.acks } = rudp.metrics(transfers);
  return {
    chunk: Math.max(1, Math.round(medianPayloadBytes)),
    acks: Math.max(1, acksSent),
    lastAck: lastAckOf(transfers[0]),
  };
}

function lastAckOf(transfer: rudp.Transfer | undefined): string | null {
  const first = transfer?.firstSequence ?? null;
  if (transfer === undefined || first === null || first < 0n || first > 1n) return null;
  const last = transfer.acks.reduce((highest, { seq }) => (seq !== null && seq > highest ? seq : highest), first);
  return last === first ? null : `${last}`;
}
