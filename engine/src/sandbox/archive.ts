import { InfrastructureFault } from '@gradewire/core';
import type { RunRequest } from './init-protocol.ts';
import type { StandingSandbox } from './standing.ts';
import { toolRequest } from './tool-request.ts';

const chunkBytes = 256 * 1024;

/** Unpacks a tar archive into /work as `uid`, by the sandbox's own tar: nothing of it is ever unpacked on the host. */
export async function unpackInto(
  sandbox: StandingSandbox,
  archive: AsyncIterable<Uint8Array>,
  uid: number,
): Promise<void> {
  let complaint = '';
  const argv = ['tar', '--extract', '--file=-', '--directory=/work', '--no-same-owner'];
  const program = sandbox.run(tarRequest(argv, uid, 65536), (_, bytes) => {
    complaint += bytes.toString();
  });
  for await (const part of archive) {
    for (let at = 0; at < part.length; at += chunkBytes) await program.write(part.subarray(at, at + chunkBytes));
  }
  program.end();
  const end = await program.ended;
  if (end.cause !== 'exited' || end.code !== 0) {
    throw new InfrastructureFault(
      `the source could not be unpacked (${end.cause} ${end.code}): ${complaint.trim().slice(0, 500)}`,
    );
  }
}

/**
 * Everything in /work as a tar archive of at most `limit` bytes, given to `onChunk` as it comes. False if it is larger.
 * A file that its own owner may not read is left out.
 */
export async function packFrom(
  sandbox: StandingSandbox,
  uid: number,
  limit: number,
  onChunk: (bytes: Buffer) => void,
): Promise<boolean> {
  let complaint = '';
  const how = ['--ignore-failed-read', '--owner=0', '--group=0'];
  const argv = ['tar', '--create', '--file=-', '--directory=/work', ...how, '.'];
  const program = sandbox.run(tarRequest(argv, uid, limit), (stream, bytes) => {
    if (stream === 1) onChunk(bytes);
    else complaint = (complaint + bytes.toString()).slice(0, 500);
  });
  const end = await program.ended;
  if (end.cause === 'output-limit') return false;
  if (end.cause !== 'exited' || end.code > 1) {
    throw new InfrastructureFault(`the build could not be packed (${end.cause} ${end.code}): ${complaint.trim()}`);
  }
  return true;
}

/** What /work takes up, in MiB and with some to spare: a tmpfs gives every file whole pages. */
export async function roomOf(sandbox: StandingSandbox, uid: number): Promise<number> {
  let output = '';
  const argv = ['du', '--summarize', '--block-size=1M', '/work'];
  const program = sandbox.run(tarRequest(argv, uid, 65536), (stream, bytes) => {
    if (stream === 1) output += bytes.toString();
  });
  await program.ended;
  const mebibytes = Number.parseInt(output, 10);
  if (Number.isNaN(mebibytes)) throw new InfrastructureFault(`the build's size could not be measured: ${output}`);
  return Math.ceil(mebibytes * 1.1) + 2;
}

function tarRequest(argv: string[], uid: number, outputBytes: number): RunRequest {
  const environment = { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' };
  return toolRequest(argv, uid, { environment, wallMs: 60_000, outputBytes });
}
