import { constants } from 'node:os';
import type { Duplex } from 'node:stream';
import { InfrastructureFault } from '@gradewire/core';
import type Docker from 'dockerode';
import {
  decodeExit,
  decodeListening,
  type ExitReport,
  encodeAwaitListen,
  encodeFrame,
  encodeRun,
  type Frame,
  frameFromEngine,
  frameToEngine,
  type ListeningReport,
  largestPayload,
  neverRan,
  type RunRequest,
  takeFrames,
} from './init-protocol.ts';

/** What a program prints, as it comes. `stream` 1 is standard output, 2 standard error. */
export type OutputListener = (stream: 1 | 2, bytes: Buffer) => void;

/** A program that init has started, or could not start (then `ended` says so). */
export interface RunningProgram {
  readonly ended: Promise<ExitReport>;
  /** Resolves when the program (or a full pipe's reader) has taken it, or can take no more. */
  write(bytes: Uint8Array): Promise<void>;
  /** End of its standard input. */
  end(): void;
  kill(): void;
  /** Waits until something in the sandbox listens on the TCP port, the program has ended, or the time is up. */
  awaitListening(port: number, timeoutMs: number): Promise<ListeningReport>;
}

export interface ResetReport {
  /** TCP connections of ended programs that the kernel still keeps. */
  readonly connections: number;
}

/** A container whose first process is our init. Disposing of it removes it. */
export interface StandingSandbox extends AsyncDisposable {
  readonly containerId: string;
  /** Process id of its init as the host sees it. */
  readonly pid: number;
  run(request: RunRequest, onOutput: OutputListener): RunningProgram;
  /** Ends every program, wipes what a student can write. Throws InfrastructureFault if anything is left. */
  reset(): Promise<ResetReport>;
  /** It has ended by itself, or was ended: nothing can be run in it any more. */
  isDead(): boolean;
}

interface Waiting {
  over: boolean;
  onOutput: OutputListener;
  ended: PromiseWithResolvers<ExitReport>;
  drained: PromiseWithResolvers<void>[];
  listening: PromiseWithResolvers<ListeningReport>[];
}

/** Starts `options` (whose entry point is our init) and waits until init is ready. */
export async function startSandbox(docker: Docker, options: Docker.ContainerCreateOptions): Promise<StandingSandbox> {
  const name = options.Labels?.['gradewire.name'] ?? 'sandbox';
  const fault = (what: string) => (cause: unknown) => {
    throw new InfrastructureFault(`${name}: ${what}`, cause);
  };
  const container = await docker.createContainer(options).catch(fault('the container could not be created'));
  const remove = () => removeContainer(docker, container.id);
  let stream: NodeJS.ReadWriteStream | undefined;
  try {
    const attach = { stream: true, stdin: true, stdout: true, stderr: true, hijack: true };
    stream = await container.attach(attach).catch(fault('could not attach to the container'));
    const connection = connectInit(docker, stream, name);
    await container.start().catch(fault('the container could not be started'));
    const [details] = await Promise.all([container.inspect(), connection.ready]);
    return {
      containerId: container.id,
      pid: details.State.Pid,
      run: connection.run,
      reset: connection.reset,
      isDead: connection.isDead,
      async [Symbol.asyncDispose]() {
        connection.close();
        await remove();
      },
    };
  } catch (error) {
    // Docker keeps the connection to a container that was removed before it started, and that would keep this process.
    (stream as Duplex | undefined)?.destroy();
    await remove();
    throw error;
  }
}

/** Removes a container and waits until it is gone. One that is gone already is fine. */
export async function removeContainer(docker: Docker, id: string): Promise<void> {
  const container = docker.getContainer(id);
  const gone = (error: unknown) => (error as { statusCode?: number }).statusCode === 404;
  try {
    await container.remove({ force: true, v: true });
  } catch (error) {
    if (gone(error)) return;
    if ((error as { statusCode?: number }).statusCode !== 409) {
      throw new InfrastructureFault(`container ${id.slice(0, 12)} could not be removed`, error);
    }
    // Its removal is in progress.
    await container.wait({ condition: 'removed' }).catch((again) => {
      if (!gone(again)) throw new InfrastructureFault(`container ${id.slice(0, 12)} is still being removed`, again);
    });
  }
}

function connectInit(docker: Docker, stream: NodeJS.ReadWriteStream, name: string) {
  const programs = new Map<number, Waiting>();
  const resets: PromiseWithResolvers<ResetReport>[] = [];
  const ready = Promise.withResolvers<void>();
  let dead: InfrastructureFault | undefined;
  let lastId = 0;
  let rest: Buffer = Buffer.alloc(0);
  let complaint = '';

  function die(why: string) {
    if (dead !== undefined) return;
    dead = new InfrastructureFault(`${name}: ${why}${complaint ? ` (${complaint.trim()})` : ''}`);
    ready.reject(dead);
    for (const reset of resets.splice(0)) reset.reject(dead);
    for (const waiting of programs.values()) {
      waiting.ended.reject(dead);
      for (const drained of waiting.drained.splice(0)) drained.resolve();
      for (const listening of waiting.listening.splice(0)) listening.reject(dead);
    }
    programs.clear();
  }

  function forget(id: number, waiting: Waiting) {
    if (waiting.over && waiting.listening.length === 0) programs.delete(id);
  }

  function take(frame: Frame) {
    const waiting = programs.get(frame.id);
    switch (frame.type) {
      case frameToEngine.ready:
        return ready.resolve();
      case frameToEngine.output:
        return waiting?.onOutput(frame.payload.readUInt8(0) as 1 | 2, frame.payload.subarray(1));
      case frameToEngine.exit:
        if (waiting === undefined) return;
        waiting.over = true;
        forget(frame.id, waiting);
        for (const drained of waiting.drained.splice(0)) drained.resolve();
        return waiting.ended.resolve(decodeExit(frame.payload));
      case frameToEngine.stdinDrained:
        return waiting?.drained.shift()?.resolve();
      case frameToEngine.listening:
        if (waiting === undefined) return;
        waiting.listening.shift()?.resolve(decodeListening(frame.payload));
        return forget(frame.id, waiting);
      case frameToEngine.resetDone: {
        const left = frame.payload.readUInt32LE(0);
        const reset = resets.shift();
        if (left === 0) return reset?.resolve({ connections: frame.payload.readUInt32LE(4) });
        return reset?.reject(new InfrastructureFault(`${name}: ${left} things could not be wiped from the sandbox`));
      }
      case frameToEngine.refused:
        return die(`init refused a request: ${frame.payload.toString()}`);
    }
  }

  const write = (bytes: Buffer) => {
    if (dead === undefined) stream.write(bytes);
  };
  const sink = {
    write(chunk: Buffer) {
      try {
        const taken = takeFrames(Buffer.concat([rest, chunk]));
        rest = taken.rest;
        taken.frames.forEach(take);
      } catch (error) {
        die(`init speaks nonsense: ${String(error)}`);
      }
    },
  };
  const complaints = {
    write(chunk: Buffer) {
      complaint = (complaint + chunk.toString()).slice(0, 500);
    },
  };
  docker.modem.demuxStream(stream, sink as never, complaints as never);
  for (const over of ['end', 'close']) stream.on(over, () => die('the sandbox ended'));
  stream.on('error', (error) => die(`the connection to the sandbox broke: ${error.message}`));
  ready.promise.catch(() => {});

  const notStarted = (error: 'E2BIG' | 'EINVAL'): RunningProgram => ({
    ended: Promise.resolve(neverRan(constants.errno[error])),
    write: () => Promise.resolve(),
    end() {},
    kill() {},
    awaitListening: () => Promise.resolve({ reason: 'ended', sockets: [] }),
  });

  return {
    ready: ready.promise,
    isDead: () => dead !== undefined,
    close() {
      // Whoever still waits for something in it (a lab whose other container died is replaced under its cases) would
      // wait for ever.
      die('the sandbox is removed');
      stream.end();
    },
    run(request: RunRequest, onOutput: OutputListener): RunningProgram {
      if (dead) throw dead;
      const payload = encodeRun(request);
      if (typeof payload === 'string') return notStarted(payload);
      const id = ++lastId;
      const waiting: Waiting = { over: false, onOutput, ended: Promise.withResolvers(), drained: [], listening: [] };
      waiting.ended.promise.catch(() => {});
      programs.set(id, waiting);
      write(encodeFrame(frameFromEngine.run, id, payload));
      return {
        ended: waiting.ended.promise,
        async write(bytes) {
          for (let at = 0; at < bytes.length && !dead && !waiting.over; at += largestPayload) {
            const drained = Promise.withResolvers<void>();
            waiting.drained.push(drained);
            write(encodeFrame(frameFromEngine.stdin, id, bytes.subarray(at, at + largestPayload)));
            await drained.promise;
          }
        },
        end: () => write(encodeFrame(frameFromEngine.stdin, id)),
        kill: () => write(encodeFrame(frameFromEngine.kill, id)),
        awaitListening(port, timeoutMs) {
          if (dead) return Promise.reject(dead);
          const listening = Promise.withResolvers<ListeningReport>();
          programs.set(id, waiting);
          waiting.listening.push(listening);
          write(encodeFrame(frameFromEngine.awaitListen, id, encodeAwaitListen(port, timeoutMs)));
          return listening.promise;
        },
      };
    },
    reset() {
      if (dead) return Promise.reject(dead);
      const reset = Promise.withResolvers<ResetReport>();
      resets.push(reset);
      write(encodeFrame(frameFromEngine.reset, 0));
      return reset.promise;
    },
  };
}
