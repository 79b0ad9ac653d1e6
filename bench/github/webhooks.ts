import { spawn } from 'node:child_process';
import { createHmac, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import examples from '@octokit/webhooks-examples' with { type: 'json' };
import { quantile } from '../matrix/statistics.ts';

const usage = `usage: node bench/github/webhooks.ts [--rate N] [--seconds S]

Sends recorded pull requests and pushes, signed, to a server of its own at an even rate, whether the ones before were
answered or not, and prints how long the answers took.

  --rate N     deliveries a second (default 100)
  --seconds S  (default 20)`;

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '20' },
    help: { type: 'boolean', default: false },
  },
});
const rate = Number(values.rate);
const seconds = Number(values.seconds);
if (values.help) console.log(usage);
else if (!(rate > 0 && seconds > 0)) {
  console.error('--rate and --seconds take positive numbers');
  process.exitCode = 2;
} else await main();

async function main() {
  const folder = await mkdtemp(path.join(tmpdir(), 'gradewire-webhooks-'));
  const secret = randomBytes(20).toString('hex');
  try {
    const server = await startServer(folder, secret);
    try {
      await send(`${server.url}/github/webhooks`, secret, rate);
      const took = await send(`${server.url}/github/webhooks`, secret, rate * seconds);
      const ms = (q: number) => quantile(took, q).toFixed(1);
      console.log(
        `${took.length} deliveries, ${rate} a second: median ${ms(0.5)} ms, p99 ${ms(0.99)} ms, worst ${ms(1)} ms`,
      );
      console.log(`target: p99 at most 30 ms at 100 a second: ${quantile(took, 0.99) <= 30 ? 'met' : 'MISSED'}`);
    } finally {
      await server.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The service without workers, as an App that no GitHub knows. */
async function startServer(folder: string, secret: string) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = path.join(folder, 'key.pem');
  const secretFile = path.join(folder, 'secret');
  await writeFile(key, privateKey.export({ type: 'pkcs1', format: 'pem' }));
  await writeFile(secretFile, secret);
  const main = fileURLToPath(new URL('../../cli/src/main.ts', import.meta.url));
  const data = path.join(folder, 'data');
  const child = spawn(process.execPath, [main, 'serve', '--workers', '0', '--port', '0', '--data', data], {
    env: {
      ...process.env,
      GITHUB_APP_ID: '1',
      GITHUB_APP_KEY_FILE: key,
      GITHUB_WEBHOOK_SECRET_FILE: secretFile,
      GITHUB_API_URL: 'http://127.0.0.1:1',
      GRADEWIRE_LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  let url: string | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    url = /listens on (\S+)/.exec(line)?.[1];
    if (url !== undefined) break;
  }
  if (url === undefined) throw new Error('the server did not start');
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** How long each of `count` answers took, in ms from when it was due. */
async function send(url: string, secret: string, count: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const recorded = (examples as unknown as { name: string; examples: object[] }[])
    .filter(({ name }) => name === 'pull_request' || name === 'push')
    .flatMap(({ name, examples: payloads }) => payloads.map((payload) => ({ name, body: JSON.stringify(payload) })));
  const begun = performance.now();
  const answers: Promise<number>[] = [];
  for (let sent = 0; sent < count; sent++) {
    const due = begun + (sent * 1000) / rate;
    const early = due - performance.now();
    if (early > 0) await pause(early);
    const { name, body } = recorded[sent % recorded.length]!;
    answers.push(post(url, agent, secret, name, body).then(() => performance.now() - due));
  }
  const took = await Promise.all(answers);
  agent.destroy();
  return took;
}

function post(url: string, agent: Agent, secret: string, event: string, body: string): Promise<void> {
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-github-event': event,
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('end', () => (response.statusCode === 202 ? resolve() : reject(new Error(`${response.statusCode}`))));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
