import { InfrastructureFault } from '@gradewire/core';
import type { StandingSandbox } from './standing.ts';

const chunkBytes = 256 * 1024;

/** Writes a file into a sandbox as the student's own, in one of the places that a reset wipes. */
export async function putFile(sandbox: StandingSandbox, path: string, content: Uint8Array): Promise<void> {
  let complaint = '';
  const request = {
    argv: ['/bin/sh', '-c', 'exec cat > "$0"', path],
    cwd: '/',
    environment: { PATH: '/usr/bin:/bin' },
    uid: 65534,
    pty: false,
    wallMs: 10_000,
    cpuS: 0,
    openFiles: 64,
    outputBytes: 65536,
    fileBytes: content.length + 4096,
  };
  const program = sandbox.run(request, (_, bytes) => {
    complaint += bytes.toString();
  });
  for (let at = 0; at < content.length; at += chunkBytes) await program.write(content.subarray(at, at + chunkBytes));
  program.end();
  const end = await program.ended;
  if (end.cause === 'exited' && end.code === 0) return;
  throw new InfrastructureFault(`${path} could not be written (${end.cause} ${end.code}): ${complaint.trim()}`);
}

/** What is in a file, up to `limit` bytes; null if there is none that can be read. */
export async function readFileFrom(sandbox: StandingSandbox, path: string, limit: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  const request = {
    argv: ['head', '--bytes', `${limit}`, '--', path],
    cwd: '/',
    environment: { PATH: '/usr/bin:/bin' },
    uid: 65534,
    pty: false,
    wallMs: 10_000,
    cpuS: 0,
    openFiles: 64,
    outputBytes: limit + 65536,
    fileBytes: 0,
  };
  const program = sandbox.run(request, (stream, bytes) => {
    if (stream === 1) chunks.push(Buffer.from(bytes));
  });
  const end = await program.ended;
  return end.cause === 'exited' && end.code === 0 ? Buffer.concat(chunks) : null;
}
