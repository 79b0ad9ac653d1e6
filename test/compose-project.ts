import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { parseEnv } from 'node:util';
import { runHostCommand } from '../cli/src/setup/host-command.ts';
import { root, temporaryFolder } from './grade-folder.ts';

export const composeFolder = path.join(root, 'infra', 'compose');

/** The files of infra/compose with a name, ports, secrets and images of their own. Disposing removes all of it. */
export interface ComposeProject extends AsyncDisposable {
  readonly name: string;
  readonly folder: string;
  readonly tag: string;
  readonly httpsPort: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Runs a program in infra/compose and returns what it says; rejects if it fails, unless that is asked for. */
  run(argv: readonly string[], expected?: number): Promise<string>;
  compose(...args: string[]): Promise<string>;
  /** Starts all; a failure tells what the containers said. */
  up(): Promise<void>;
}

/** The project as set-up.sh prepares it, with Debian's packages; nothing is running yet. */
export async function composeProject(command: readonly string[]): Promise<ComposeProject> {
  const owned = new AsyncDisposableStack();
  const { path: folder } = owned.use(await temporaryFolder());
  const name = `gwtest-compose-${randomBytes(4).toString('hex')}`;
  const secrets = { GRADEWIRE_SECRETS: path.join(folder, 'secrets'), GRADEWIRE_ENV: path.join(folder, 'env') };
  const [http, https] = [await freePort(), await freePort()];
  let environment: Record<string, string> = secrets;
  const run = async (argv: readonly string[], expected = 0) => {
    const [file, ...args] = ['env', '-C', composeFolder, ...argv];
    const { exitCode, output } = await runHostCommand(file!, args, { env: environment });
    if (exitCode !== expected) throw new Error(`${argv.join(' ')} ended with ${exitCode}, not ${expected}:\n${output}`);
    return output;
  };
  const compose = (...args: string[]) => run([...command, ...args]);
  const up = async () => {
    await compose('up', '--detach').catch(async ({ message }: Error) => {
      throw new Error(`${message}\n${await compose('logs', '--no-color', '--tail=20')}`);
    });
  };
  await run(['./set-up.sh', '--debian', '--workers', '2']);
  environment = {
    ...secrets,
    ...(parseEnv(await readFile(secrets.GRADEWIRE_ENV, 'utf8')) as Record<string, string>),
    COMPOSE_PROJECT_NAME: name,
    GRADEWIRE_TAG: name,
    GRADEWIRE_HTTP_PORT: `${http}`,
    GRADEWIRE_HTTPS_PORT: `${https}`,
  };
  owned.defer(async () => {
    await compose('down', '--volumes', '--remove-orphans');
    await runHostCommand('docker', ['image', 'rm', `gradewire/api:${name}`, `gradewire/worker:${name}`]);
  });
  const dispose = () => owned.disposeAsync();
  return { name, folder, tag: name, httpsPort: https, environment, run, compose, up, [Symbol.asyncDispose]: dispose };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests assert what is in it
  readonly body: any;
}

/** Asks the service through its proxy; only the certificate authority given is believed. */
export async function askOverTls(
  { port, ca, key }: { port: number; ca: string; key: string },
  method: string,
  place: string,
  body?: object | Buffer,
): Promise<Answer> {
  const isArchive = Buffer.isBuffer(body);
  const outgoing = request({
    host: 'localhost',
    port,
    ca,
    method,
    path: place,
    // A connection of its own: the service is taken down between two requests.
    agent: false,
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': isArchive ? 'application/gzip' : 'application/json' },
  });
  outgoing.end(isArchive || body === undefined ? body : JSON.stringify(body));
  const [incoming] = (await once(outgoing, 'response')) as [import('node:http').IncomingMessage];
  const said = await text(incoming);
  return { status: incoming.statusCode!, body: said === '' ? undefined : JSON.parse(said) };
}
