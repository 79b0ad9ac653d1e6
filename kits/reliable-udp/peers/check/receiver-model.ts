import { crc32 } from 'node:zlib';

/**
 * The receiver once more, written from the protocol's text and for nothing but plainness: numbers are BigInt, bytes are
 * strings of Latin-1. It says what `replay` prints.
 */
export interface ReceiverModel {
  /** What a datagram causes, at a time in milliseconds. */
  datagram(nowMs: number, port: number, text: string): string[];
  close(): string[];
  /** What the sender of a port would have to send next; undefined without a connection. */
  expected(port: number): bigint | undefined;
}

interface Packet {
  readonly type: string;
  readonly seqno: bigint;
  readonly data: string;
}

interface Connection {
  readonly number: number;
  readonly port: number;
  next: bigint;
  heardMs: number;
  readonly held: Map<bigint, Packet>;
}

const mostOpen = 64;
const mostOpened = 1024;
const idleMs = 10_000;
const mostMessage = 1472;

export const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');
export const seal = (text: string): string => `${text}${crc32(bytesOf(text))}`;

export function parse(text: string): Packet | undefined {
  const beforeChecksum = text.slice(0, text.lastIndexOf('|') + 1);
  if (beforeChecksum === '' || seal(beforeChecksum) !== text) return undefined;
  const [type = '', number, ...rest] = text.split('|');
  if (rest.length === 0 || !['start', 'data', 'end'].includes(type)) return undefined;
  const [, sign, digits] = /^[ \t\n\v\f\r]*([+-]?)([0-9]+(?:_[0-9]+)*)[ \t\n\v\f\r]*$/.exec(number!) ?? [];
  if (digits === undefined) return undefined;
  const size = BigInt(digits.replaceAll('_', ''));
  return { type, seqno: sign === '-' ? -size : size, data: rest.slice(0, -1).join('|') };
}

export function receiverModel(sack: boolean, window: number, mostBytes: number): ReceiverModel {
  const connections = new Map<number, Connection>();
  const met = new Set<string>();
  let opened = 0;
  let bytesLeft = mostBytes;
  let log: string[] = [];

  const meet = (limit: string) => {
    if (!met.has(limit)) log.push(`! ${limit}`);
    met.add(limit);
  };
  const hex = (text: string) => bytesOf(text).toString('hex');

  function open(port: number, first: bigint, nowMs: number): Connection | undefined {
    if (connections.size === mostOpen || opened === mostOpened) {
      meet('connections');
      return undefined;
    }
    const connection = { number: ++opened, port, next: first, heardMs: nowMs, held: new Map() };
    connections.set(port, connection);
    log.push(`+ ${connection.number} ${port}`);
    return connection;
  }

  function deliver(connection: Connection, { type, data }: Packet): void {
    if (data.length > bytesLeft) meet('bytes');
    const written = data.slice(0, bytesLeft);
    bytesLeft -= written.length;
    if (written !== '') log.push(`w ${connection.number} ${hex(written)}`);
    if (type === 'end') log.push(`. ${connection.number}`);
  }

  function answer({ next, held }: Connection): string {
    if (!sack) return seal(`ack|${next}|`);
    let list = '';
    for (const seqno of [...held.keys()].sort((a, b) => (a < b ? -1 : 1))) {
      // The checksum may take ten digits; a number's place has room for a comma and a sign.
      const size = `sack|${next};${list}`.length + 2 + `${seqno}`.replace('-', '').length + 11;
      if (size > mostMessage) break;
      list += `${list === '' ? '' : ','}${seqno}`;
    }
    return seal(`sack|${next};${list}|`);
  }

  function closeIf(isDue: (connection: Connection) => boolean): void {
    for (const connection of connections.values()) {
      if (!isDue(connection)) continue;
      log.push(`- ${connection.number}`);
      connections.delete(connection.port);
    }
  }

  function take(nowMs: number, port: number, text: string): void {
    closeIf(({ heardMs }) => nowMs - heardMs >= idleMs);
    const packet = parse(text);
    if (packet === undefined) return;
    const connection = connections.get(port) ?? (packet.type === 'start' ? open(port, packet.seqno, nowMs) : undefined);
    if (connection === undefined) return;
    connection.heardMs = nowMs;
    if (packet.seqno >= connection.next && packet.seqno < connection.next + BigInt(window))
      connection.held.set(packet.seqno, packet);
    for (let turn = connection.held.get(connection.next); turn; turn = connection.held.get(connection.next)) {
      deliver(connection, turn);
      connection.held.delete(connection.next++);
    }
    log.push(`> ${port} ${hex(answer(connection))}`);
  }

  const logged = (act: () => void) => {
    log = [];
    act();
    return log;
  };
  return {
    datagram: (nowMs, port, text) => logged(() => take(nowMs, port, text)),
    close: () => logged(() => closeIf(() => true)),
    expected: (port) => connections.get(port)?.next,
  };
}
