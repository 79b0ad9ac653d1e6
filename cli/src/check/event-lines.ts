/** One of the events that a server sends (WHATWG HTML, 9.2). */
export interface ServerEvent {
  readonly type: string;
  readonly data: string;
  /** The last one that was given, also by an earlier event; '' if none was. */
  readonly id: string;
}

/** What a stream of events says besides: how long to wait before it is asked for again. Milliseconds. */
export interface StreamState {
  id: string;
  retryMs: number;
}

/** Takes the stream apart, chunk by chunk; `state` outlives a connection that is lost. */
export async function* eventsIn(chunks: AsyncIterable<Uint8Array>, state: StreamState): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  let type = '';
  let data: string[] = [];
  let id = state.id;
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    // A carriage return at the end may be the first half of a line's end.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop()!;
    for (const line of lines) {
      if (line === '') {
        state.id = id;
        if (data.length > 0) yield { type: type || 'message', data: data.join('\n'), id };
        type = '';
        data = [];
        continue;
      }
      const [, field, value] = /^([^:]*)(?:: ?(.*))?$/s.exec(line)!;
      if (field === 'event') type = value ?? '';
      else if (field === 'data') data.push(value ?? '');
      else if (field === 'id' && !value?.includes('\0')) id = value ?? '';
      else if (field === 'retry' && /^\d+$/.test(value ?? '')) state.retryMs = Number(value);
    }
  }
}
