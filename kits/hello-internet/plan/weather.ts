import type { Case, LinkProfile, Observation, Observations, Program, Setup, Trial } from '@gradewire/core';
import type { Config } from '../config.ts';
import { judgePair } from '../judge/pair.ts';
import { ranOutOfTime, wasSpared } from '../judge/weather-facts.ts';
import { chosenAttempt } from './attempts.ts';
import { pairId, referenceId, weatherId } from './case-ids.ts';
import { overCleanLink } from './links.ts';
import { portOf } from './ports.ts';
import { clientRun, studentServer, trial, twice } from './sides.ts';
import { weatherLimits } from './weather-limits.ts';
import { seeded } from './weather-profiles.ts';

/**
 * Where packets get lost at random, want of time may be bad luck, and a pair that lost none was not tested: then another
 * try meets other fates.
 */
const tries = ['first', 'second', 'third'] as const;

/** Every pair that passed, once more under each weather that was asked for; a pair that failed has shown why. */
export function weatherCases(setup: Setup<Config>, usable: readonly Program[], observations: Observations): Case[] {
  if (setup.config.weather.length === 0) return [];
  const clients = usable.filter(({ role }) => role === 'client');
  const servers = usable.filter(({ role }) => role === 'server');
  const pairs = clients.flatMap((client) => servers.map((server) => ({ client, server })));
  const passed = pairs.filter(({ client, server }) => {
    const names = { client: client.subject, server: server.subject };
    const [seen] = observations.get(pairId(names.client, names.server)) ?? [];
    return seen !== undefined && judgePair(seen, names).cell.outcome === 'passed';
  });
  return setup.config.weather.flatMap((profile) => {
    const link = seeded(profile, setup.seed);
    return passed.map(({ client, server }): Case => {
      const id = weatherId(link.name, client.subject, server.subject);
      const trials = weatherTrials(setup, link, client, server, observations.get(id) ?? [], observations);
      const title = `${client.subject} client with ${server.subject} server, weather ${link.name}`;
      return { ...overCleanLink, id, subject: client.subject, title, group: 'weather', link, trials };
    });
  });
}

function weatherTrials(
  setup: Setup<Config>,
  link: LinkProfile,
  client: Program,
  server: Program,
  seen: readonly Observation[],
  observations: Observations,
): Trial[] {
  const attemptOf = (program: Program) => chosenAttempt(program, observations.get(referenceId(program)) ?? []);
  const [ofClient, ofServer] = [attemptOf(client), attemptOf(server)];
  const fixedPort = ofServer.fixedPort ?? ofClient.fixedPort;
  const { extraMs, badLuck } = weatherLimits(link);
  const wallMs = setup.config.clientWithinMs + extraMs;
  const planned: Trial[] = [];
  for (const name of tries) {
    // A flow is known to the link by its server's port: one port for all pairs is one weather for all, another is another.
    const port = fixedPort ?? portOf(setup.seed, `weather/${link.name}`, name);
    const run = { ...clientRun(setup, client, ofClient, port), wallMs };
    planned.push(trial(name, port, studentServer(setup, server, ofServer, port), twice(run)));
    const observed = seen.find((one) => one.trial === name);
    if (observed === undefined || badLuck === 0 || fixedPort !== null) break;
    if (!ranOutOfTime(observed) && !wasSpared(observed)) break;
  }
  return planned;
}
