import type { Source } from '../../discover/sources.ts';

/** Datagrams, as any of the languages calls them. */
const datagrams =
  /\bsendto\b|\bSOCK_DGRAM\b|\bDatagram|\bUdp(?:Client|Socket)\b|\bdgram\b|\bUDPSocket\b|\b(?:Dial|Listen)(?:UDP|Packet)\b|\bsocket\.udp\b|ProtocolType\.Udp|["']udp[46]?["']/;
const firstMessage = /["'`]start\b/;

/** True of a source that sends datagrams and knows the protocol's first message. */
export function sendsTransfers({ code }: Source): boolean {
  return datagrams.test(code) && firstMessage.test(code);
}

/** True of sources that do so together, one of them sending what another one makes. */
export function sendTogether(sources: readonly Source[]): boolean {
  return sources.some(({ code }) => datagrams.test(code)) && sources.some(({ code }) => firstMessage.test(code));
}

/** True of a source that opens a socket itself. */
export function usesSockets({ code }: Source): boolean {
  return datagrams.test(code) || /\bsocket\b/.test(code);
}
