import { type CapturedPacket, readPcapng } from '@gradewire/core';

/** What a link's capture shows of the frames in one direction. */
export interface CapturedFrames {
  readonly sent: readonly CapturedPacket[];
  readonly delivered: readonly CapturedPacket[];
}

export function capturedFrames(capture: Buffer, from: 'client' | 'server'): CapturedFrames {
  const { packets } = readPcapng(capture);
  const to = from === 'client' ? 'server' : 'client';
  return {
    sent: packets.filter(({ interfaceName }) => interfaceName === `${from} to link`),
    delivered: packets.filter(({ interfaceName }) => interfaceName === `link to ${to}`),
  };
}

export const hasComment = ({ comments }: CapturedPacket, word: string): boolean =>
  comments.some((comment) => comment.includes(word));

export const etherType = ({ data }: CapturedPacket): number => Buffer.from(data).readUInt16BE(12);
