import type { Case, Observation, ProgramRef } from '@gradewire/core';
import {
  type Endpoints,
  endpoints,
  type GradeOptions,
  type Prepared,
  prepare,
  runTrial,
  type StartedLab,
  type StartOf,
  startLab,
} from '@gradewire/engine';
import { kitById } from '@gradewire/kits';
import { openMachine } from '../machine.ts';

const kit = kitById('hello-internet')!;

/** A class repository with its programs built and its lab standing. */
export interface Place extends AsyncDisposable {
  readonly docker: GradeOptions['docker'];
  readonly prepared: Prepared;
  readonly lab: StartedLab;
  readonly standing: Endpoints;
  readonly startOf: StartOf;
}

export async function openPlace(
  folder: string,
  jobs: number,
  only: readonly string[] | undefined,
  labels: Record<string, string>,
): Promise<Place> {
  const machine = await openMachine();
  const options: GradeOptions = {
    ...machine,
    kit,
    config: kit.parseConfig(only ? { only } : {}),
    folder,
    seed: 1,
    jobs,
  };
  await using opened = new AsyncDisposableStack();
  const prepared = await prepare(options, jobs, labels);
  const lab = opened.use(await startLab(machine.docker, prepared.lab.reference, labels));
  const standing = opened.use(endpoints(machine.docker, lab, prepared.peers, prepared.ready, labels, false));
  const startOf: StartOf = (program) =>
    program.kind === 'peer'
      ? { command: kit.peerCommand(program.name), environment: {}, stdin: '' }
      : prepared.ready.get(program.id)!.program;
  const owned = opened.move();
  return {
    docker: machine.docker,
    prepared,
    lab,
    standing,
    startOf,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

export interface Pair {
  readonly client: string;
  readonly server: string;
  readonly graded: Case;
}

/** The pairs that the kit plans once it has seen the reference cases, which are run here for that. */
export async function pairsOf(place: Place): Promise<Pair[]> {
  const observations = new Map<string, Observation[]>();
  const peer: ProgramRef = { kind: 'peer', name: 'any' };
  const references = kit.plan(place.prepared.setup, observations).filter(({ group }) => group === 'reference');
  for (const graded of references) {
    for (const trial of graded.trials) {
      const client = trial.client!.runs[0]!.program;
      const [first, second] = client.kind === 'student' ? [client, peer] : [peer, trial.server!.program];
      using clientSide = await place.standing.lend(first, 'client', 0);
      using serverSide = await place.standing.lend(second, 'server', 0);
      const ends = { lab: place.lab, client: clientSide.endpoint, server: serverSide.endpoint };
      const { observation } = await runTrial(ends, graded, trial, place.startOf);
      observations.set(graded.id, [...(observations.get(graded.id) ?? []), observation]);
    }
  }
  return kit
    .plan(place.prepared.setup, observations)
    .filter(({ group }) => group === 'pair')
    .map((graded) => {
      const [, client, server] = graded.id.split('/');
      return { client: `${client}/client`, server: `${server}/server`, graded };
    });
}
