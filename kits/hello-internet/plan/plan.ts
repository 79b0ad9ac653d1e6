import {
  type Case,
  isGraded,
  isNamed,
  type Observations,
  type Program,
  type ProgramRef,
  type Setup,
} from '@gradewire/core';
import type { Config } from '../config.ts';
import { isSilentToAll } from '../judge/traits.ts';
import { usability } from '../judge/usability.ts';
import { type Attempt, attemptsOf, chosenAttempt, silenceTrial, trialName, variants } from './attempts.ts';
import { pairId, referenceId } from './case-ids.ts';
import { overCleanLink, overPairLink } from './links.ts';
import { peersFor } from './peers.ts';
import { portOf } from './ports.ts';
import { clientRun, peerRun, peerServer, studentServer, trial, twice } from './sides.ts';
import { type UsageCase, usageFor } from './usage.ts';
import { weatherCases } from './weather.ts';

type HelloSetup = Setup<Config>;

/** All cases that are known by now; see `Kit.plan`. */
export function plan(setup: HelloSetup, observations: Observations): Case[] {
  const programs = setup.discovery.programs;
  const built = programs.filter((program) => setup.builds.get(program.id)?.outcome === 'built');
  const works = new Map(built.map((program) => [program.id, usability(setup, program, observations)]));
  const usable = built.filter((program) => works.get(program.id)?.usable);
  // How a program that never finds its peer ends when it is called wrongly shows nothing.
  const reached = built.filter((program) => works.get(program.id)?.reached);
  const cases = [
    ...setup.discovery.subjects.flatMap((subject) => staticCases(subject.id)),
    ...built.map((program) => referenceCase(setup, program, observations)),
    ...reached.flatMap((program) => usageCases(setup, program, observations)),
    ...usable.flatMap((program) => peerCases(setup, program, observations)),
    ...usable.filter(({ role }) => role === 'server').map((server) => challengeCase(setup, server, observations)),
    ...pairCases(setup, usable, observations),
    ...weatherCases(setup, usable, observations),
  ];
  return cases.filter((one) => isWanted(setup, one) && !isNamed(one.id, setup.config.without));
}

/** Of those who are only met, what a pair rests on: how they get on with the reference. */
function isWanted({ focus }: HelloSetup, { group, subject }: Case): boolean {
  if (focus === undefined || group === 'reference' || group === 'pair') return true;
  return !focus.pairsOnly && (group === 'weather' || focus.subjects.has(subject));
}

function staticCases(subject: string): Case[] {
  const common = { subject, group: 'static', ...overCleanLink, trials: [] };
  return [
    { ...common, id: `static/${subject}/names`, title: 'Names of the folder and the files' },
    { ...common, id: `static/${subject}/readme`, title: 'The README explains the socket API and names the students' },
  ];
}

function referenceCase(setup: HelloSetup, program: Program, observations: Observations): Case {
  const id = referenceId(program);
  const trials = attemptsOf(program, observations.get(id) ?? []).flatMap((attempt) =>
    variants.map((variant) => {
      const name = trialName(variant, attempt);
      const port = attempt.fixedPort ?? portOf(setup.seed, id, name);
      const peer = (role: string): ProgramRef => ({ kind: 'peer', name: `${role}-${variant}` });
      const reference = peerRun(setup, peer('client'), port);
      return program.role === 'client'
        ? trial(name, port, peerServer(peer('server'), port), [clientRun(setup, program, attempt, port)])
        : trial(name, port, studentServer(setup, program, attempt, port), [reference, reference]);
    }),
  );
  const seen = observations.get(id) ?? [];
  if (program.role === 'server' && isSilentToAll(program, seen)) {
    const attempt = chosenAttempt(program, seen);
    const port = attempt.fixedPort ?? portOf(setup.seed, id, silenceTrial(attempt));
    const run = peerRun(setup, { kind: 'peer', name: 'client-half-close' }, port);
    trials.push(trial(silenceTrial(attempt), port, studentServer(setup, program, attempt, port), [run]));
  }
  const title = program.role === 'client' ? 'Works with the reference server' : 'Works with the reference client';
  return { id, subject: program.subject, title, group: 'reference', ...overCleanLink, trials };
}

function usageCases(setup: HelloSetup, program: Program, observations: Observations): Case[] {
  const chosen = chosenAttempt(program, observations.get(referenceId(program)) ?? []);
  return usageFor(program.role).map((usage): Case => {
    const id = `usage/${program.id}/${usage.name}`;
    const port = (usage.expects === 'works' ? chosen.fixedPort : null) ?? portOf(setup.seed, id, usage.name);
    const attempt: Attempt = calledAs(chosen, usage);
    const wallMs = usage.expects === 'works' ? setup.config.clientWithinMs : setup.config.usageWithinMs;
    const run = { ...clientRun(setup, program, attempt, port), wallMs };
    const listens = { ...studentServer(setup, program, attempt, port), listensOn: null, withinMs: wallMs };
    const server =
      usage.expects === 'works'
        ? peerServer({ kind: 'peer', name: workingPeer(setup, program, observations, 'server') }, port)
        : undefined;
    const trials =
      program.role === 'client'
        ? [trial(usage.name, port, server, [run])]
        : [{ name: usage.name, port, server: listens }];
    return { id, subject: program.subject, title: usage.title, group: 'usage', ...overCleanLink, trials };
  });
}

function peerCases(setup: HelloSetup, program: Program, observations: Observations): Case[] {
  const attempt = chosenAttempt(program, observations.get(referenceId(program)) ?? []);
  return peersFor(program.role).map((peer): Case => {
    const id = `peer/${program.id}/${peer.name}`;
    const port = attempt.fixedPort ?? portOf(setup.seed, id, peer.name);
    const hostile: ProgramRef = {
      kind: 'peer',
      name: `${program.role === 'client' ? 'server' : 'client'}-${peer.name}`,
    };
    const ordinary: ProgramRef = { kind: 'peer', name: workingPeer(setup, program, observations, 'client') };
    const trials =
      program.role === 'client'
        ? [
            trial(peer.name, port, peerServer(hostile, port), [
              { ...clientRun(setup, program, attempt, port), ...(peer.watchedMs ? { wallMs: peer.watchedMs } : {}) },
            ]),
          ]
        : [
            trial(peer.name, port, studentServer(setup, program, attempt, port), [
              peerRun(setup, hostile, port),
              peerRun(setup, ordinary, port),
            ]),
          ];
    return { id, subject: program.subject, title: peer.title, group: 'peer', ...overCleanLink, trials };
  });
}

function challengeCase(setup: HelloSetup, server: Program, observations: Observations): Case {
  const attempt = chosenAttempt(server, observations.get(referenceId(server)) ?? []);
  const id = `challenge/${server.id}`;
  const port = attempt.fixedPort ?? portOf(setup.seed, id, 'challenge');
  const run = peerRun(setup, { kind: 'peer', name: 'client-challenge' }, port);
  const trials = [trial('challenge', port, studentServer(setup, server, attempt, port), [run])];
  return { id, subject: server.subject, title: 'Challenge mode', group: 'challenge', ...overCleanLink, trials };
}

function pairCases(setup: HelloSetup, usable: readonly Program[], observations: Observations): Case[] {
  const attemptOf = new Map(
    usable.map((one) => [one.id, chosenAttempt(one, observations.get(referenceId(one)) ?? [])]),
  );
  const clients = usable.filter(({ role }) => role === 'client');
  const servers = usable.filter(({ role }) => role === 'server');
  const meet = (client: Program, server: Program) => isGraded(setup, client.subject) || isGraded(setup, server.subject);
  return clients.flatMap((client) =>
    servers
      .filter((server) => meet(client, server))
      .map((server): Case => {
        const id = pairId(client.subject, server.subject);
        const [ofClient, ofServer] = [attemptOf.get(client.id)!, attemptOf.get(server.id)!];
        const port = ofServer.fixedPort ?? ofClient.fixedPort ?? portOf(setup.seed, id, 'pair');
        const run = clientRun(setup, client, ofClient, port);
        const trials = [trial('pair', port, studentServer(setup, server, ofServer, port), twice(run))];
        const title = `${client.subject} client with ${server.subject} server`;
        return { id, subject: client.subject, title, group: 'pair', ...overPairLink, trials };
      }),
  );
}

/** The variant of our peer that the program gets on with, so that one slip does not hide the rest. */
function workingPeer(
  setup: HelloSetup,
  program: Program,
  observations: Observations,
  role: 'client' | 'server',
): string {
  return `${role}-${usability(setup, program, observations).variant}`;
}

/** The form of arguments that works, with the host and the port of a usage case. */
function calledAs(attempt: Attempt, { name, host, port, bare }: UsageCase): Attempt {
  const args = bare
    ? []
    : attempt.form.args.map((item) =>
        item.replaceAll('{host}', host ?? '{host}').replaceAll('{port}', port ?? '{port}'),
      );
  return { ...attempt, form: { name, args } };
}
