import { InfrastructureFault } from '@gradewire/core';
import { studentUid } from './hardening.ts';
import type { StandingSandbox } from './standing.ts';
import { toolRequest } from './tool-request.ts';

const chunkBytes = 256 * 1024;

/** Writes a file into a sandbox as the student's own, in one of the places that a reset wipes. */
export async function putFile(sandbox: StandingSandbox, path: string, content: Uint8Array): Promise<void> {
  let complaint = '';
  const argv = ['/bin/sh', '-c', 'exec cat > "$0"', path];
  const request = toolRequest(argv, studentUid, { fileBytes: content.length + 4096 });
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
  const argv = ['head', '--bytes', `${limit}`, '--', path];
  const request = toolRequest(argv, studentUid, { outputBytes: limit + 65536 });
  const program = sandbox.run(request, (stream, bytes) => {
    if (stream === 1) chunks.push(Buffer.from(bytes));
  });
  const end = await program.ended;
  return end.cause === 'exited' && end.code === 0 ? Buffer.concat(chunks) : null;
}
