import { spawn } from 'node:child_process';

/** Nothing of the machine's or the user's own configuration. */
const environment = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
};

/** Nothing is collected behind a test's back, and nothing has to outlive the machine. */
const settings = ['-c', 'core.quotePath=false', '-c', 'gc.auto=0', '-c', 'core.fsync=none'];

export class GitFailed extends Error {
  readonly code: number | null;
  readonly output: string;
  constructor(args: readonly string[], code: number | null, output: string, complaint: string) {
    super(`git ${args.join(' ')}: exit code ${code}: ${complaint}`);
    this.code = code;
    this.output = output;
  }
}

export interface GitOptions {
  readonly input?: string | Uint8Array;
  readonly environment?: Readonly<Record<string, string>>;
  /** `utf8` if it is left out. */
  readonly as?: BufferEncoding;
}

function started(folder: string, args: readonly string[], extra: GitOptions['environment'] = {}) {
  return spawn('git', [...settings, '-C', folder, ...args], {
    env: { ...environment, ...extra },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** What git prints. @throws {GitFailed} on any other exit code than 0 */
export async function git(folder: string, args: readonly string[], options: GitOptions = {}): Promise<string> {
  const child = started(folder, args, options.environment);
  const [out, complaint]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => complaint.push(chunk));
  // git may stop reading; its exit code says why.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const output = Buffer.concat(out).toString(options.as);
  if (code !== 0) throw new GitFailed(args, code, output, Buffer.concat(complaint).toString().trim());
  return output;
}

/** What git writes, as it comes; git ends when the reader stops. */
export async function* gitStream(folder: string, args: readonly string[]): AsyncGenerator<Uint8Array> {
  const child = started(folder, args);
  child.stdin.end();
  child.stderr.resume();
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  try {
    yield* child.stdout as AsyncIterable<Uint8Array>;
    const code = await ended;
    if (code !== 0) throw new GitFailed(args, code, '', '');
  } finally {
    child.kill('SIGKILL');
  }
}
