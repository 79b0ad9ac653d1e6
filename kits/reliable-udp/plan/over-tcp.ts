import { type ClientRun, endpointAddress, type FileSpec, type Setup, type Trial } from '@gradewire/core';
import type { Config } from '../config.ts';
import { portOf } from './chance.ts';
import { receivedPath, says, transferTrial } from './trials.ts';

/** Name of the trial in which a file goes over TCP. */
export const tcpTrial = 'tcp';

/** A file from our TCP sender to our TCP receiver, for who races with it. `wallMs`: its limit. */
export function overTcp(setup: Setup<Config>, id: string, file: FileSpec, wallMs: number): Trial {
  const port = portOf(setup.seed, id, tcpTrial);
  const path = '/tmp/sent.txt';
  const run: ClientRun = {
    program: { kind: 'peer', name: 'tcp-sender' },
    args: ['-f', path, '-a', endpointAddress.server, '-p', `${port}`],
    wallMs,
    onlyAfterSuccess: false,
    files: [{ path, content: file }],
  };
  const server = {
    program: { kind: 'peer', name: 'tcp-receiver' } as const,
    args: ['-p', `${port}`, '-o', receivedPath],
    listensOn: null,
    withinMs: 5000,
    readyWhenItSays: says.ready,
  };
  return transferTrial(tcpTrial, port, server, [run]);
}
