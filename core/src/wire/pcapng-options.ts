import { MalformedCapture } from './malformed-capture.ts';

export interface PcapngOption {
  readonly code: number;
  readonly value: Uint8Array;
}

const endOfOptions = 0;

/**
 * The options in `body`, up to opt_endofopt or the end. `offset` is where `body` lies in the capture, for the message.
 * @throws MalformedCapture when an option runs out of its block.
 */
export function readOptions(body: Uint8Array, littleEndian: boolean, offset: number): PcapngOption[] {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const options: PcapngOption[] = [];
  let at = 0;
  while (at + 4 <= body.length) {
    const code = view.getUint16(at, littleEndian);
    const length = view.getUint16(at + 2, littleEndian);
    if (code === endOfOptions) break;
    const start = at + 4;
    if (start + length > body.length) throw new MalformedCapture('An option is longer than its block', offset + at);
    options.push({ code, value: body.subarray(start, start + length) });
    at = start + paddedTo4(length);
  }
  return options;
}

export function paddedTo4(length: number): number {
  return Math.ceil(length / 4) * 4;
}
