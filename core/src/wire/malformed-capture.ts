/** A capture that breaks the pcapng format. `offset` counts bytes from the start of the capture. */
export class MalformedCapture extends Error {
  override readonly name = 'MalformedCapture';
  readonly offset: number;
  constructor(what: string, offset: number) {
    super(`${what} at byte ${offset} of the capture`);
    this.offset = offset;
  }
}
