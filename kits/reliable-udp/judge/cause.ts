import { generateFile, type Outcome, rudp } from '@gradewire/core';
import { mistakenChecksum } from './checksum.ts';
import { encodingOf } from './encodings.ts';
import { type Code, type Facts, say } from './feedback.ts';
import { floodFacts } from './flood.ts';
import { describeEnd, isCrash, isPython2, lastWords, saysUsage } from './process.ts';
import { placeOf, type Seen } from './seen.ts';
import { type Trusted, trustedAck } from './trust.ts';
import { startMs } from './waiting.ts';

/** Why a file did not arrive as it was sent. */
export interface Cause {
  readonly code: Code;
  readonly text: string;
  readonly outcome: Outcome;
  /** Number in the capture of the packet that shows it best. */
  readonly frame: number | undefined;
  /** What to say at that packet in a diagram. */
  readonly remark: string;
}

/** The one cause of a transfer that failed, the most telling there is; undefined where the file is whole. */
export function causeOf(seen: Seen): Cause | undefined {
  if (seen.isWhole) return undefined;
  if (seen.packets.length === 0) return nothingSent(seen);
  return processBroke(seen) ?? flood(seen) ?? neverTaken(seen) ?? wrongContent(seen) ?? incomplete(seen);
}

/** Of a case whose end alone is lost: who leaves without it, whatever arrived, has not done what it asks for. */
export function missingEnd(seen: Seen): Cause | undefined {
  const packet = seen.packets.findLast(({ type }) => type === 'end');
  if (!seen.isWhole || seen.isEnded || packet === undefined) return undefined;
  if (seen.runs.some(({ end }) => end.how !== 'exited')) return undefined;
  return cause(seen, 'failed', 'leaves-before-end', {}, { packet });
}

/** The run that went wrong, of several. */
function runOf({ runs }: Seen) {
  return runs.find(({ end }) => end.how !== 'exited' || end.code !== 0) ?? runs[0]!;
}

function factsOf(seen: Seen): Partial<Facts> {
  const run = runOf(seen);
  const { written, sum } = filesOf(seen);
  return {
    end: describeEnd(run.end),
    said: lastWords(run),
    bytes: sum,
    received: written.reduce((all, one) => all + (one.bytes ?? 0), 0),
    agree: written.reduce((all, one) => all + one.agreesFor, 0),
  };
}

function filesOf({ observation, expected }: Seen) {
  return { written: observation.written, sum: expected.reduce((all, { bytes }) => all + bytes, 0) };
}

interface Shown {
  readonly packet?: Pick<rudp.SentPacket, 'frame' | 'ms' | 'type' | 'seq'> | undefined;
  /** A clause on that packet; else its name. */
  readonly clause?: string;
}

function cause(
  seen: Seen,
  outcome: Outcome,
  code: Code,
  more: Partial<Facts> = {},
  { packet, clause }: Shown = {},
): Cause {
  const remark = packet ? (clause ?? rudp.packetName(packet)) : '';
  const shown = packet ? { packet: `${placeOf(packet)}: ${remark}` } : {};
  const { text } = say(code, { ...factsOf(seen), ...shown, ...more });
  return { code, text, outcome, frame: packet?.frame, remark };
}

function nothingSent(seen: Seen): Cause {
  const run = runOf(seen);
  const elsewhere = seen.observation.link.realised?.directions?.clientToServer.packets ?? 0;
  if (run.end.how === 'not-started') return cause(seen, 'crashed', 'not-started');
  if (isPython2(run)) return cause(seen, 'crashed', 'python-2');
  const broke = processBroke(seen, 'crashes-at-start');
  if (broke) return broke;
  if (elsewhere > 0) return cause(seen, 'failed', 'wrong-port');
  if (run.end.how === 'exited' && saysUsage(run)) return cause(seen, 'failed', 'wrong-arguments');
  return cause(seen, run.end.how === 'exited' ? 'failed' : 'timed-out', 'sends-nothing');
}

function processBroke(seen: Seen, code: Code = 'crashes'): Cause | undefined {
  const run = seen.runs.find((one) => isCrash(one) || ['out-of-memory', 'output-limit'].includes(one.end.how));
  if (run === undefined) return undefined;
  const packet = seen.packets.at(-1);
  if (run.end.how === 'out-of-memory') return cause(seen, 'out-of-memory', 'out-of-memory', {}, { packet });
  if (run.end.how === 'output-limit') return cause(seen, 'output-limit', 'output-limit', {}, { packet });
  if (run.end.how === 'signalled' && run.end.signal === 'SIGXCPU')
    return cause(seen, 'timed-out', 'spins', {}, { packet });
  return cause(seen, 'crashed', isPython2(run) ? 'python-2' : code, {}, { packet });
}

function flood(seen: Seen): Cause | undefined {
  if (!seen.isFlood) return undefined;
  const packet = seen.packets.at(-1);
  return cause(seen, 'failed', 'floods', floodFacts(seen), { packet });
}

/** What the receiver did not even read. */
function neverTaken(seen: Seen): Cause | undefined {
  const { packets } = seen;
  const wrong = packets.filter(({ checksumRight }) => checksumRight === false);
  const unreadable = packets.filter(({ type }) => type === 'none');
  const first = packets[0]!;
  if (unreadable.length === packets.length) {
    return cause(seen, 'failed', 'wrong-format', {}, { packet: first, clause: first.unparsable ?? 'no message' });
  }
  // Of a packet that was never sent with a right checksum no other transmission can make up for it.
  const right = new Set(packets.filter(({ checksumRight }) => checksumRight).map(({ seq }) => seq));
  const lacking = wrong.find(({ seq, type }) => type !== 'none' && !right.has(seq));
  if (lacking) {
    const detail = mistakenChecksum(seen, lacking) ?? '';
    const clause = `${rudp.packetName(lacking)} has a wrong checksum`;
    return cause(seen, 'failed', 'wrong-checksum', { detail }, { packet: lacking, clause });
  }
  if (!seen.isOpened && !packets.some(({ type }) => type === 'start')) {
    const clause = `${rudp.packetName(first)} is the first`;
    return cause(seen, 'failed', 'no-start', {}, { packet: first, clause });
  }
  return fromOtherPorts(seen);
}

/** What never comes from a port that a start came from is answered by nobody. */
function fromOtherPorts(seen: Seen): Cause | undefined {
  const isOpening = ({ packets }: rudp.Transfer) => packets.some(({ type }) => type === 'start');
  const known = new Set(seen.transfers.filter(isOpening).flatMap(({ packets }) => packets.map(({ seq }) => seq)));
  const packet = seen.packets.find(({ seq, type }) => seq !== null && type !== 'none' && !known.has(seq));
  if (packet === undefined) return undefined;
  const clause = `${rudp.packetName(packet)} comes from another port than the start`;
  return cause(seen, 'failed', 'new-ports', { count: seen.transfers.length }, { packet, clause });
}

/** What arrived is not what was sent. */
function wrongContent(seen: Seen): Cause | undefined {
  for (const written of seen.observation.written) {
    const spec = seen.expected[written.closest];
    if (written.bytes === null || spec === undefined) continue;
    const [received, agree] = [written.bytes, written.agreesFor];
    const facts = { bytes: spec.bytes, received, agree };
    const detail = seen.isEnded ? encodingOf(written, spec, seen.metrics.medianPayloadBytes) : undefined;
    if (detail !== undefined) return cause(seen, 'failed', 're-encoded', { ...facts, detail });
    if (agree === spec.bytes && received > agree) return cause(seen, 'failed', 'too-long', facts);
    if (agree < received) {
      const packet = packetWith(seen, agree);
      return cause(seen, 'failed', wrongAt(generateFile(spec)[agree]), facts, { packet });
    }
    if (seen.isEnded && received < spec.bytes) {
      const packet = seen.packets.find(({ type }) => type === 'end');
      return cause(seen, 'failed', 'too-short', facts, { packet });
    }
  }
  return undefined;
}

function wrongAt(byte: number | undefined): Code {
  if (byte === 0) return 'cut-at-nul';
  return byte === 0x7c ? 'cut-at-separator' : 'wrong-bytes';
}

/** The packet that holds the byte of the file at this place, as the receiver wrote it. */
function packetWith({ packets }: Seen, place: number): rudp.SentPacket | undefined {
  const numbered = packets.filter(({ seq, dataBytes }) => seq !== null && dataBytes !== null);
  const bySeq = [...new Map(numbered.map((one) => [one.seq!, one])).values()];
  let at = 0;
  for (const one of bySeq.sort((a, b) => (a.seq! < b.seq! ? -1 : 1))) {
    at += one.dataBytes!;
    if (at > place) return one;
  }
  return undefined;
}

/** Longer than any timer: a sender that sends nothing for so long will not send any more. Milliseconds. */
const silentMs = 5000;

/** Nothing is wrong with what arrived, but it is not all. */
function incomplete(seen: Seen): Cause {
  const run = runOf(seen);
  const last = seen.packets.at(-1)!;
  const lastHeardMs = heardMs(seen);
  const lifetimeMs = run.endedMs - run.startedMs;
  const untilMs = run.end.how === 'exited' ? Infinity : Math.max(last.ms, lifetimeMs - startMs);
  for (const transfer of seen.transfers) {
    const trusted = trustedAck(transfer, untilMs);
    if (trusted) return believed(seen, trusted, run.end.how === 'exited' ? 'failed' : 'timed-out');
  }
  if (run.end.how === 'exited') {
    if (run.end.code === 0)
      return cause(
        seen,
        'failed',
        'exits-incomplete',
        {},
        { packet: last, clause: `${rudp.packetName(last)} is the last one sent` },
      );
    return cause(seen, 'failed', 'gives-up-early', { seconds: (last.ms - lastHeardMs) / 1000 }, { packet: last });
  }
  if (seen.isForgotten || lifetimeMs - last.ms > silentMs) {
    const clause = `${rudp.packetName(last)} is the last one`;
    return cause(seen, 'timed-out', 'hangs', {}, { packet: last, clause });
  }
  const newest = seen.packets.findLast(({ isNew }) => isNew) ?? last;
  const quietMs = last.ms - Math.max(newest.ms, progressMs(seen));
  if (quietMs > silentMs) return cause(seen, 'timed-out', 'stuck', { seconds: quietMs / 1000 }, { packet: last });
  return cause(seen, 'timed-out', 'too-slow', { seconds: last.ms / 1000 }, { packet: last });
}

function believed(seen: Seen, { ack, seq, missing }: Trusted, outcome: Outcome): Cause {
  const [name, other] = [rudp.packetName(ack), rudp.showSequenceNumber(seq)];
  const clause = `${name} arrives as ${ack.type} ${other}, and ${rudp.packetName(missing)} is not sent again`;
  return cause(seen, outcome, 'trusts-damaged-acks', {}, { packet: ack, clause });
}

/** When the last acknowledgement was delivered; when the first packet was sent, if none was. */
function heardMs({ transfers }: Seen): number {
  const delivered = transfers.flatMap(({ acks }) => acks.flatMap(({ fate }) => fate.deliveries.map(({ ms }) => ms)));
  return delivered.reduce((latest, ms) => Math.max(latest, ms), 0);
}

/** When an acknowledgement was last delivered that said something new. */
function progressMs({ transfers }: Seen): number {
  const covered = transfers.flatMap(({ packets }) => packets.map(({ acknowledgedMs }) => acknowledgedMs ?? 0));
  return covered.reduce((latest, ms) => Math.max(latest, ms), 0);
}
