import assert from 'node:assert/strict';
import { endpointAddress, type LinkProfile } from '@gradewire/core';
import type { Endpoint, StartedLab } from '../../engine/src/lab/lab.ts';
import type { LinkReport } from '../../engine/src/lab/link.ts';
import { requestOf } from '../../engine/src/sandbox/proving-ground.ts';
import {
  firstPort,
  mostFlows,
  type Outcome,
  type Received,
  readReceived,
  type Sending,
  sendOptions,
  type Traffic,
} from './traffic.ts';

export interface Pair {
  readonly lab: StartedLab;
  readonly client: Endpoint;
  readonly server: Endpoint;
}

interface Started {
  /** Its standard output once it has ended well. */
  readonly ended: Promise<string>;
  readonly ready: Promise<void>;
  end(): void;
}

function traffic({ sandbox }: Endpoint, options: readonly string[]): Started {
  let output = '';
  let said = '';
  const ready = Promise.withResolvers<void>();
  const request = requestOf(['gradewire-traffic', ...options], { cwd: '/', wallMs: 60_000, outputBytes: 8 << 20 });
  const program = sandbox.run(request, (stream, bytes) => {
    if (stream === 1) output += bytes.toString();
    else said += bytes.toString();
    if (said.includes('"ready"')) ready.resolve();
  });
  const ended = program.ended.then((end) => {
    assert.deepEqual([end.cause, end.code], ['exited', 0], said);
    return output;
  });
  ended.catch(ready.reject);
  return { ended, ready: ready.promise, end: () => program.end() };
}

async function send(from: Endpoint, to: Endpoint, sending: Sending, lingerMs: number): Promise<Received> {
  const port = ['--port', `${firstPort}`];
  const receiver = traffic(to, ['receive', ...port, '--flows', `${mostFlows}`, '--linger-ms', `${lingerMs}`]);
  await receiver.ready;
  await traffic(from, ['send', '--to', endpointAddress[to.side], ...port, ...sendOptions(sending)]).ended;
  receiver.end();
  return readReceived(await receiver.ended);
}

/** Sends traffic across a link of the lab, as a case would have it. */
export async function throughLab(
  { lab, client, server }: Pair,
  profile: LinkProfile,
  { clientToServer, serverToClient }: Traffic,
  lingerMs: number,
): Promise<{ outcome: Outcome; report: LinkReport }> {
  await using link = await lab.join(client, server, profile);
  const [forth, back] = await Promise.all([
    clientToServer && send(client, server, clientToServer, lingerMs),
    serverToClient && send(server, client, serverToClient, lingerMs),
  ]);
  const report = await link.stop();
  return { outcome: { ...(forth && { clientToServer: forth }), ...(back && { serverToClient: back }) }, report };
}
