/** Builds what a trial shows, for the tests: packets and acknowledgements over a link of 5 ms each way. */
import { createHash } from 'node:crypto';
import {
  type Datagram,
  type FileSpec,
  generateFile,
  type Observation,
  type ProcessEnd,
  type Program,
  rudp,
  type Setup,
  type Trial,
} from '@gradewire/core';
import { Config } from '../config.ts';
import { receiver, says, studentRun, transferTrial } from '../plan/trials.ts';

export interface Built {
  readonly file: FileSpec;
  readonly packets: readonly Sent[];
  /** What the receiver wrote; the whole file if left out. */
  readonly written?: Uint8Array | null;
  readonly end?: ProcessEnd;
  readonly lifetimeMs?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  /** What the receiver says besides that it is ready. */
  readonly events?: readonly string[];
  /** Frames that the capture had no room for. */
  readonly notCaptured?: number;
  /** What the link counted of its rules; if left out, it did not say. */
  readonly rules?: readonly { readonly matched: number; readonly applied: number }[];
  /** Packets that went elsewhere. */
  readonly elsewhere?: number;
  readonly lingerMs?: number;
  readonly trial?: string;
  /** Of a trial over TCP: when the receiver closes, after a SYN at 10 ms. */
  readonly tcpClosesMs?: number;
}

export interface Sent {
  readonly ms: number;
  readonly payload: Uint8Array;
  /** When the acknowledgement is sent, and the next number that it asks for; it takes 5 ms. */
  readonly ack?: {
    readonly ms: number;
    readonly seq: number;
    /** The number that it names when it arrives, damaged. */
    readonly arrivesAs?: number;
    readonly isLost?: true;
  };
  /** Of the sender. */
  readonly fromPort?: number;
}

export const program: Program = {
  id: 'sender/sender',
  subject: 'sender',
  role: 'sender',
  language: 'python',
  source: 'Sender.py',
  build: [],
  command: ['python3', 'Sender.py'],
  argumentForms: [
    { name: 'documented', args: ['-f', '{file}', '-a', '{host}', '-p', '{port}'] },
    { name: 'file-host-port', args: ['{file}', '{host}', '{port}'] },
  ],
  environment: {},
  stdin: '',
};

export function setupWith(config: unknown = {}, seed = 1): Setup<Config> {
  const built = { program: program.id, outcome: 'built', command: '', log: '' } as const;
  return {
    config: Config.parse(config),
    seed,
    tree: { digest: '', files: [] },
    discovery: {
      subjects: [{ id: 'sender', folder: '', language: 'python', notes: [] }],
      programs: [program],
      missing: [],
      ignored: [],
    },
    builds: new Map([[program.id, built]]),
  };
}

/** Everything in order: window 5, an acknowledgement for each packet 10 ms after it. */
export function goodPackets(file: FileSpec, chunk = 1000): Sent[] {
  const content = generateFile(file);
  const count = Math.ceil(file.bytes / chunk);
  const message = (seq: number): Uint8Array => {
    if (seq === 0) return packet('start', 0);
    return seq > count ? packet('end', seq) : packet('data', seq, content.subarray((seq - 1) * chunk, seq * chunk));
  };
  return Array.from({ length: count + 2 }, (_, seq) => {
    const ms = 20 * Math.floor(seq / 5) + 0.1 * (seq % 5);
    return { ms, payload: message(seq), ack: { ms: ms + 5, seq: seq + 1 } };
  });
}

export function packet(type: 'start' | 'data' | 'end', seq: number, data?: Uint8Array): Uint8Array {
  return rudp.encodeMessage({ type, seq: BigInt(seq), ...(data ? { data } : {}) });
}

export const done = ['{"event":"open","connection":1}', `{${says.end},"connection":1}`];

export function builtTrial(built: Built): { trial: Trial; observation: Observation } {
  const port = 12_345;
  const form = program.argumentForms[0]!;
  const way = { form, port, file: built.file, wallMs: 15_000, lingerMs: built.lingerMs ?? 3000 };
  const trial = transferTrial(built.trial ?? 'sender', port, receiver(port, [built.file]), [studentRun(program, way)]);
  return { trial, observation: observed(trial, built) };
}

/** The same for a trial of a plan. */
export function observed(trial: Trial, built: Built): Observation {
  const events = [`{${says.ready}}`, ...(built.events ?? done)].join('\n');
  const at = { startedMs: 0, endedMs: built.lifetimeMs ?? 500, cpuMs: 5, maxRssKiB: 1000 };
  const run = { argv: ['python3', 'Sender.py'], stdout: built.stdout ?? '', stderr: built.stderr ?? '', ...at };
  const exited: ProcessEnd = { how: 'exited', code: 0 };
  return {
    version: 1,
    trial: trial.name,
    port: trial.port,
    server: { ...run, argv: ['receiver'], end: { how: 'stopped' }, stdout: events, stderr: '' },
    serverReadyMs: 1,
    listening: [],
    serverAliveAtEnd: true,
    clients: [{ ...run, end: built.end ?? exited }],
    conversations: built.tcpClosesMs === undefined ? [] : [conversation(10, built.tcpClosesMs, trial.port)],
    written: [written(built)],
    transfers: transfersOf(built.packets, trial.port),
    link: {
      backend: 'emulator',
      version: '',
      framesForwarded: 0,
      framesDropped: 0,
      framesNotCaptured: built.notCaptured ?? 0,
      realised: realised(built.elsewhere ?? built.packets.length, built.rules ?? []),
      capture: null,
    },
    durationMs: at.endedMs,
  };
}

function conversation(openedMs: number, closesMs: number, serverPort: number): Observation['conversations'][number] {
  const silent = { bytes: '', length: 0, segments: 0, firstByteMs: null, lastByteMs: null, finMs: null, resetMs: null };
  const ends = { fromClient: silent, fromServer: { ...silent, finMs: closesMs } };
  return { clientPort: 40_000, serverPort, openedMs, established: true, refused: false, ...ends };
}

function written({ file, written: bytes }: Built): Observation['written'][number] {
  const expected = generateFile(file);
  const content = bytes === undefined ? expected : Buffer.from(bytes ?? []);
  let agreesFor = 0;
  while (agreesFor < content.length && content[agreesFor] === expected[agreesFor]) agreesFor++;
  const sha256 = createHash('sha256').update(content).digest('hex');
  return {
    path: '/tmp/received',
    bytes: bytes === null ? null : content.length,
    sha256,
    closest: 0,
    agreesFor,
    follows: '',
  };
}

function transfersOf(packets: readonly Sent[], port: number): Observation['transfers'] {
  const crossings = packets.flatMap(({ ms, payload, ack, fromPort = 40_000 }) => {
    const answer = (seq: number) => Buffer.from(rudp.encodeMessage({ type: 'ack', seq: BigInt(seq) }));
    const way = { payload, fromPort, comments: [], isOut: true };
    const back = ack && { payload: answer(ack.seq), fromPort, comments: [], isOut: false };
    return [
      { ...way, ms, interfaceName: 'client to link' },
      { ...way, ms: ms + 5, interfaceName: 'link to server' },
      ...(back ? [{ ...back, ms: ack.ms, interfaceName: 'server to link' }] : []),
      ...(back && !ack.isLost ? [{ ...back, ...damaged(ack), ms: ack.ms + 5, interfaceName: 'link to client' }] : []),
    ];
  });
  crossings.sort((a, b) => a.ms - b.ms);
  const datagrams = crossings.map(({ ms, payload, interfaceName, isOut, fromPort, comments }, i): Datagram => {
    const ns = BigInt(Math.round((1e6 + ms) * 1e6));
    const [client, server] = [
      ['10.77.0.1', fromPort],
      ['10.77.0.2', port],
    ] as const;
    const [from, to] = isOut ? [client, server] : [server, client];
    return {
      ...{ frame: i + 1, interfaceName, timeNs: ns, lastNs: ns, payload, length: payload.length },
      ...{ source: from[0], sourcePort: from[1], destination: to[0], destinationPort: to[1] },
      ...{ checksum: 'valid', fragments: 1, comments },
    };
  });
  return rudp.readTransfers(datagrams, { sender: 'client', receiverPort: port }).map(rudp.storeTransfer);
}

/** An acknowledgement of two digits whose first one is another when it arrives, as the link remarks. */
function damaged({ seq, arrivesAs }: NonNullable<Sent['ack']>): { payload?: Buffer; comments?: string[] } {
  if (arrivesAs === undefined) return {};
  const payload = Buffer.from(rudp.encodeMessage({ type: 'ack', seq: BigInt(seq) }));
  payload.write(`${arrivesAs}`, 'ack|'.length);
  return { payload, comments: ['corrupted (visible, byte 4)'] };
}

function realised(packets: number, rules: NonNullable<Built['rules']>): Observation['link']['realised'] {
  const nothing = { lost: 0, ruledOut: 0, blackedOut: 0, limited: 0, duplicated: 0, corrupted: 0 };
  const one = { packets, ...nothing, corruptedVisibly: 0, reordered: 0, delayed: 0, tallies: {} };
  return { lagMs: null, overrun: 0, directions: { clientToServer: one, serverToClient: one }, rules };
}
