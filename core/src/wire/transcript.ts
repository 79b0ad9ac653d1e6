import type { Conversation, Stream } from '../observation.ts';
import { quote } from './quote.ts';

interface Line {
  readonly ms: number;
  readonly text: string;
}

/** Bytes of a stream that a line shows. */
const shownBytes = 200;

/** What happened in a conversation, in lines for people, in order of time (ms since the trial's start). */
export function transcript(conversation: Conversation): string[] {
  const { fromClient, fromServer, refused } = conversation;
  const lines: Line[] = [
    { ms: conversation.openedMs, text: opening(conversation) },
    ...saidBy('client', fromClient),
    ...saidBy('server', fromServer),
    ...closedBy('client', fromClient, false),
    ...closedBy('server', fromServer, refused),
  ];
  // The sort is stable: at the same instant data comes before the end.
  lines.sort((a, b) => a.ms - b.ms);
  const width = Math.max(...lines.map(({ ms }) => time(ms).length));
  return lines.map(({ ms, text }) => `${time(ms).padStart(width)}  ${text}`);
}

function opening({ clientPort, established, refused }: Conversation): string {
  if (established || refused) return `client connects from port ${clientPort}`;
  return `client tries to connect from port ${clientPort}, but the connection is never completed`;
}

function saidBy(who: string, stream: Stream): Line[] {
  if (stream.firstByteMs === null) return [];
  const quoted = quote(Buffer.from(stream.bytes, 'base64'), shownBytes, stream.length);
  const size = quoted.endsWith('"') ? ` (${stream.length} ${stream.length === 1 ? 'byte' : 'bytes'})` : '';
  const pieces =
    stream.segments > 1
      ? `, in ${stream.segments} segments until ${time(stream.lastByteMs ?? stream.firstByteMs)}`
      : '';
  return [{ ms: stream.firstByteMs, text: `${who} sends ${quoted}${size}${pieces}` }];
}

function closedBy(who: string, { finMs, resetMs, length }: Stream, refused: boolean): Line[] {
  const lines: Line[] = [];
  if (finMs !== null) {
    lines.push({ ms: finMs, text: `${who} says it is done (FIN)${length === 0 ? ', having sent nothing' : ''}` });
  }
  if (resetMs !== null) {
    lines.push({ ms: resetMs, text: `${who} ${refused ? 'refuses' : 'resets'} the connection (RST)` });
  }
  return lines;
}

function time(ms: number): string {
  return `${ms.toFixed(1)} ms`;
}
