import {
  type ArgumentForm,
  type ClientRun,
  endpointAddress,
  type FileSpec,
  type Program,
  type ProgramRef,
  type ServerSide,
  type Trial,
} from '@gradewire/core';
import { fromStandardInput } from '../discover/arguments.ts';

/** Where our receiver writes; further connections' files are called so with `.2` and so on behind. */
export const receivedPath = '/tmp/received';
/** What our receiver says on standard output. */
export const says = { ready: '"event":"ready"', end: '"event":"end"', closed: '"event":"closed"' } as const;

export interface Way {
  readonly form: ArgumentForm;
  readonly port: number;
  readonly file: FileSpec;
  readonly wallMs: number;
  /** The sender is stopped so long after the receiver has written everything; null: only by its limit. */
  readonly lingerMs: number | null;
}

export function receiver(port: number, expected: readonly FileSpec[], more: readonly string[] = []): ServerSide {
  return {
    program: { kind: 'peer', name: 'receiver' },
    args: ['-p', `${port}`, '-o', receivedPath, ...more],
    listensOn: null,
    withinMs: 5000,
    readyWhenItSays: says.ready,
    writes: {
      paths: expected.map((_, i) => (i === 0 ? receivedPath : `${receivedPath}.${i + 1}`)),
      expected,
    },
  };
}

/** The student's sender with a file, or with the file as its standard input where the form names none. */
export function studentRun(program: Program, way: Way, name = 'sent'): ClientRun {
  return senderRun({ kind: 'student', id: program.id }, way, name);
}

const peerForm: ArgumentForm = { name: 'documented', args: ['-f', '{file}', '-a', '{host}', '-p', '{port}'] };

/** The reference sender, with packets of the size that the student's are nearest to. */
export function referenceRun(way: Omit<Way, 'form'>, chunk: number): ClientRun {
  const args = [...peerForm.args, '--chunk', `${chunkClass(chunk)}`];
  return senderRun({ kind: 'peer', name: 'sender' }, { ...way, form: { ...peerForm, args } }, 'sent');
}

function senderRun(program: ProgramRef, { form, port, file, wallMs, lingerMs }: Way, name: string): ClientRun {
  const isNamed = form.args.some((item) => item.includes('{file}'));
  const path = `/tmp/${name}.${file.kind === 'text' ? 'txt' : 'bin'}`;
  const values: Record<string, string> = { host: endpointAddress.server, port: `${port}`, file: path };
  const args = form.args.map((item) => item.replace(/\{(host|port|file)\}/g, (_, key: string) => values[key]!));
  // Ten seconds without a packet, and the receiver forgets the sender: nothing can come of it any more.
  const closed = { serverSays: says.closed, ms: 500 };
  return {
    program,
    args,
    wallMs,
    onlyAfterSuccess: false,
    ...(isNamed ? { files: [{ path, content: file }] } : { stdin: file }),
    stopAfter: lingerMs === null ? [closed] : [{ serverSays: says.end, ms: lingerMs }, closed],
  };
}

export function transferTrial(name: string, port: number, server: ServerSide, runs: readonly ClientRun[]): Trial {
  return { name, port, server, client: { runs, ...(runs.length > 1 ? { together: true } : {}) } };
}

export function onStandardInput(form: ArgumentForm): ArgumentForm {
  return fromStandardInput(form);
}

const classes = [256, 512, 1024, 1440];

/** The reference's chunk: of the sizes in use the one nearest to the student's. Bytes of data. */
export function chunkClass(chunk: number): number {
  return classes.reduce((best, one) => (Math.abs(one - chunk) < Math.abs(best - chunk) ? one : best));
}
