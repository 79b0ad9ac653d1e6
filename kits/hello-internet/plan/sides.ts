import {
  type ClientRun,
  endpointAddress,
  type Program,
  type ProgramRef,
  type ServerSide,
  type Setup,
  type Trial,
} from '@gradewire/core';
import type { Config } from '../config.ts';
import type { Attempt } from './attempts.ts';

export function trial(name: string, port: number, server: ServerSide | undefined, runs: ClientRun[]): Trial {
  return { name, port, ...(server ? { server } : {}), client: { runs } };
}

export function peerServer(program: ProgramRef, port: number): ServerSide {
  return { program, args: [`${port}`], listensOn: port, withinMs: 5000 };
}

export function studentServer(setup: Setup<Config>, program: Program, attempt: Attempt, port: number): ServerSide {
  const ref: ProgramRef = { kind: 'student', id: program.id };
  return { program: ref, args: fillIn(attempt, port), listensOn: port, withinMs: setup.config.serverReadyWithinMs };
}

export function clientRun(setup: Setup<Config>, program: Program, attempt: Attempt, port: number): ClientRun {
  const ref: ProgramRef = { kind: 'student', id: program.id };
  return { program: ref, args: fillIn(attempt, port), wallMs: setup.config.clientWithinMs, onlyAfterSuccess: false };
}

/** Our peers have deadlines of their own; ours is beyond them, so that they can say what they waited for. */
export function peerRun(setup: Setup<Config>, program: ProgramRef, port: number): ClientRun {
  const wallMs = setup.config.clientWithinMs + 2000;
  return { program, args: [endpointAddress.server, `${port}`], wallMs, onlyAfterSuccess: false };
}

export function twice(run: ClientRun): ClientRun[] {
  return [run, { ...run, onlyAfterSuccess: true }];
}

function fillIn(attempt: Attempt, port: number): string[] {
  const values: Record<string, string> = { host: endpointAddress.server, port: `${port}` };
  return attempt.form.args.map((item) => item.replace(/\{(host|port)\}/g, (_, name: string) => values[name]!));
}
