/**
 * The frames between the engine and the first process of a sandbox; the other side, with the meaning of each, is
 * sandbox-images/lab/init/protocol.h. `u32 payload length | u8 type | u32 id | payload`, little endian.
 */
export const frameFromEngine = { run: 1, stdin: 2, kill: 3, reset: 4, awaitListen: 5 } as const;
export const frameToEngine = {
  ready: 16,
  started: 17,
  output: 18,
  exit: 19,
  resetDone: 20,
  listening: 21,
  stdinDrained: 22,
  refused: 23,
} as const;

const headerBytes = 9;
export const largestPayload = 1 << 20;

export interface Frame {
  readonly type: number;
  readonly id: number;
  readonly payload: Buffer;
}

export interface RunRequest {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly uid: number;
  /** Give it a terminal as standard output, so that its runtime does not hold output back. */
  readonly pty: boolean;
  /** 0: no limit. */
  readonly wallMs: number;
  readonly cpuS: number;
  readonly openFiles: number;
  readonly outputBytes: number;
  readonly fileBytes: number;
}

export const endCauses = [
  'exited',
  'signalled',
  'wall-limit',
  'out-of-memory',
  'output-limit',
  'not-started',
  'stopped',
] as const;
export type EndCause = (typeof endCauses)[number];

export interface ExitReport {
  readonly cause: EndCause;
  /** Exit status, signal number, or errno where it was not started. */
  readonly code: number;
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly maxRssKiB: number;
  /** See ProcessObservation. */
  readonly starvedMs: number;
}

export interface ListeningReport {
  readonly reason: 'found' | 'timeout' | 'ended';
  readonly sockets: readonly { readonly address: string; readonly port: number }[];
}

/** The report of a program that could not be started; `code` is the errno. */
export function neverRan(code: number): ExitReport {
  return { cause: 'not-started', code, cpuMs: 0, wallMs: 0, maxRssKiB: 0, starvedMs: 0 };
}

export function encodeFrame(type: number, id: number, payload: Uint8Array = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.writeUInt32LE(payload.length, 0);
  header.writeUInt8(type, 4);
  header.writeUInt32LE(id, 5);
  return Buffer.concat([header, payload]);
}

/**
 * The payload of a run frame, or the name of the error with which no system would start such a program: its arguments
 * may come from a student.
 */
export function encodeRun(request: RunRequest): Buffer | 'E2BIG' | 'EINVAL' {
  const environment = Object.entries(request.environment).map(([name, value]) => `${name}=${value}`);
  const strings = [request.cwd, ...request.argv, ...environment];
  if (request.argv.length === 0 || strings.some((text) => text.includes('\0'))) return 'EINVAL';
  if (request.argv.length > 0xffff || environment.length > 0xffff) return 'E2BIG';
  const head = Buffer.alloc(36);
  head.writeUInt32LE(request.pty ? 1 : 0, 0);
  head.writeUInt32LE(request.uid, 4);
  head.writeUInt32LE(request.wallMs, 8);
  head.writeUInt32LE(request.cpuS, 12);
  head.writeUInt32LE(request.openFiles, 16);
  head.writeUInt32LE(request.outputBytes, 20);
  head.writeBigUInt64LE(BigInt(request.fileBytes), 24);
  head.writeUInt16LE(request.argv.length, 32);
  head.writeUInt16LE(environment.length, 34);
  const payload = Buffer.concat([head, Buffer.from(strings.map((text) => `${text}\0`).join(''))]);
  return payload.length <= largestPayload ? payload : 'E2BIG';
}

export function encodeAwaitListen(port: number, timeoutMs: number): Buffer {
  const payload = Buffer.alloc(6);
  payload.writeUInt32LE(timeoutMs, 0);
  payload.writeUInt16LE(port, 4);
  return payload;
}

/** Takes the whole frames off `bytes`; what is left waits for more. Throws RangeError where no frame can be meant. */
export function takeFrames(bytes: Buffer): { frames: Frame[]; rest: Buffer } {
  const frames: Frame[] = [];
  let at = 0;
  while (bytes.length - at >= headerBytes) {
    const length = bytes.readUInt32LE(at);
    if (length > largestPayload) throw new RangeError(`a frame from init claims ${length} bytes`);
    if (bytes.length - at < headerBytes + length) break;
    const payload = bytes.subarray(at + headerBytes, at + headerBytes + length);
    frames.push({ type: bytes.readUInt8(at + 4), id: bytes.readUInt32LE(at + 5), payload });
    at += headerBytes + length;
  }
  return { frames, rest: bytes.subarray(at) };
}

export function decodeExit(payload: Buffer): ExitReport {
  const cause = endCauses[payload.readUInt8(0)];
  if (cause === undefined) throw new RangeError(`init reports an unknown end: ${payload.readUInt8(0)}`);
  return {
    cause,
    code: payload.readInt32LE(1),
    cpuMs: Number(payload.readBigUInt64LE(5)) / 1000,
    wallMs: Number(payload.readBigUInt64LE(13)) / 1000,
    maxRssKiB: Number(payload.readBigUInt64LE(21)),
    starvedMs: Number(payload.readBigUInt64LE(29)) / 1000,
  };
}

export function decodeListening(payload: Buffer): ListeningReport {
  const reason = (['found', 'timeout', 'ended'] as const)[payload.readUInt8(0)];
  if (reason === undefined) throw new RangeError(`init reports an unknown reason: ${payload.readUInt8(0)}`);
  const sockets = [];
  for (let at = 1; at + 19 <= payload.length; at += 19) {
    const address = payload.subarray(at + 1, at + 17);
    sockets.push({ address: printAddress(payload.readUInt8(at) === 1, address), port: payload.readUInt16LE(at + 17) });
  }
  return { reason, sockets };
}

/** An IPv4-mapped or unspecified IPv6 address prints as the IPv4 one that it accepts. */
function printAddress(ipv6: boolean, bytes: Buffer): string {
  if (!ipv6) return bytes.subarray(0, 4).join('.');
  const words = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(2 * i));
  if (words.every((word) => word === 0)) return '0.0.0.0';
  if (words.slice(0, 5).every((word) => word === 0) && words[5] === 0xffff) return bytes.subarray(12, 16).join('.');
  return words.map((word) => word.toString(16)).join(':');
}
