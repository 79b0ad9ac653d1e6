import { type Info, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { CourseRole } from '../contracts/fields.ts';
import type { Fault } from '../http/problem.ts';

/** A person of a roster, as a line names them. */
export interface RosterEntry {
  readonly line: number;
  readonly name: string;
  readonly email: string | null;
  readonly externalId: string | null;
  readonly github: string | null;
  /** GitHub's numeric id, which the account keeps whatever it is called. */
  readonly githubId: bigint | null;
  readonly section: string | null;
  readonly team: string | null;
  readonly role: CourseRole;
}

/** What columns are called in our own roster, in GitHub Classroom's and in the usual exports. */
const columns: Readonly<Record<string, string>> = {
  name: 'name',
  identifier: 'identifier',
  roster_identifier: 'identifier',
  student: 'name',
  email: 'email',
  external_id: 'externalId',
  id: 'externalId',
  github: 'github',
  github_username: 'github',
  github_id: 'githubId',
  section: 'section',
  team: 'team',
  group_name: 'team',
  role: 'role',
};
const mostLines = 5000;

const optional = (length: number) =>
  z
    .string()
    .trim()
    .max(length, `is longer than ${length} characters`)
    .transform((text) => text || null)
    .default(null);

const Line = z
  .object({
    name: z.string('is missing').trim().min(1, 'is empty').max(200, 'is longer than 200 characters'),
    email: optional(320)
      .transform((email) => email?.toLowerCase() ?? null)
      .refine((email) => email === null || /^[^@\s]+@[^@\s]+$/.test(email), 'is not an e-mail address'),
    externalId: optional(200),
    github: optional(39).refine(
      (name) => name === null || /^[a-z\d]+(-[a-z\d]+)*$/i.test(name),
      'is not a GitHub name',
    ),
    githubId: optional(16)
      .refine((id) => id === null || /^[1-9]\d{0,14}$/.test(id), "is not GitHub's number of an account")
      .transform((id) => (id === null ? null : BigInt(id))),
    section: optional(200),
    team: optional(200),
    // A roster must not make anybody owner.
    role: z
      .string()
      .trim()
      .toLowerCase()
      .transform((role) => role || 'student')
      .default('student')
      .pipe(CourseRole.exclude(['owner'], 'is none of instructor, assistant, student')),
  })
  .refine(({ email, externalId, github, githubId }) => email ?? externalId ?? github ?? githubId, {
    path: ['email'],
    message: 'is needed, or else external_id or github: by which the person is known again',
  });

function headerName(text: string): string | undefined {
  return columns[
    text
      .trim()
      .toLowerCase()
      .replaceAll(/[\s-]+/g, '_')
  ];
}

class BadHeader extends Error {}

/** Throws BadHeader: without a name nobody can be enrolled, and of two columns of one kind one would be lost unseen. */
function columnsOf(header: readonly string[]): string[] {
  const known = header.map((title) => ({ title: title.trim(), name: headerName(title) }));
  const names = known.flatMap(({ name }) => name ?? []);
  if (!names.includes('name') && !names.includes('identifier')) {
    const found = header.map((title) => JSON.stringify(title.trim().slice(0, 40))).join(', ');
    throw new BadHeader(`has no column "name"; it has ${found.slice(0, 400)}`);
  }
  const second = known.find(({ name }, index) => name && known.findIndex((one) => one.name === name) < index);
  if (second !== undefined) throw new BadHeader(`has two columns that say the same: ${JSON.stringify(second.title)}`);
  return known.map(({ title, name }) => name ?? `ignored ${title}`);
}

/** Spreadsheets of half the world write semicolons, and some tabs: what is most frequent in the first line. */
function delimiterOf(text: string): string {
  const header = /^.*/.exec(text)![0];
  const count = (one: string) => header.split(one).length;
  return [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best));
}

/** Bytes that are no UTF-8 came in as U+FFFD: a name would be spoilt, and nobody would notice. */
function unreadable(text: string): Fault | undefined {
  const at = text.indexOf('\uFFFD');
  if (at < 0) return undefined;
  const line = text.slice(0, at).split('\n').length;
  const message =
    'is not UTF-8: save the file as "CSV UTF-8", or send it with `Content-Type: text/csv; charset=iso-8859-1`';
  return { at: `line ${line}`, message };
}

/** GitHub Classroom's `identifier` is whatever the instructor made it: an address, or else a name. */
function named({ identifier = '', ...record }: Record<string, string>): Record<string, string> {
  const isAddress = identifier.includes('@');
  return {
    ...record,
    ...(record.name?.trim() || identifier === '' ? {} : { name: identifier }),
    ...(isAddress && !record.email?.trim() ? { email: identifier } : {}),
  };
}

/** Reads a roster, all of it: what is wrong is listed by line and column, and then there are no entries. */
export function readRoster(text: string): {
  readonly entries: readonly RosterEntry[];
  readonly faults: readonly Fault[];
} {
  const refused = unreadable(text);
  if (refused !== undefined) return { entries: [], faults: [refused] };
  let records: { info: Info; record: Record<string, string> }[];
  try {
    records = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      columns: columnsOf,
      info: true,
      relax_column_count_more: false,
      skip_empty_lines: true,
      to: mostLines + 1,
      max_record_size: 20_000,
    }) as unknown as typeof records;
  } catch (error) {
    if (error instanceof BadHeader) return { entries: [], faults: [{ at: 'line 1', message: error.message }] };
    const { lines, message } = error as { lines?: number; message: string };
    return { entries: [], faults: [{ at: `line ${lines ?? 1}`, message }] };
  }
  if (records.length === 0)
    return { entries: [], faults: [{ at: 'line 1', message: 'there is nobody in the roster' }] };
  if (records.length > mostLines) {
    return {
      entries: [],
      faults: [{ at: `line ${mostLines + 2}`, message: `there are more than ${mostLines} people` }],
    };
  }
  const faults: Fault[] = [];
  const entries: RosterEntry[] = [];
  for (const { info, record } of records) {
    const read = Line.safeParse(named(record));
    if (read.success) entries.push({ line: info.lines, ...read.data });
    else {
      faults.push(
        ...read.error.issues.map(({ path, message }) => ({ at: `line ${info.lines}, ${path.join('.')}`, message })),
      );
    }
  }
  faults.push(
    ...twice(entries, 'email'),
    ...twice(entries, 'externalId'),
    ...twice(entries, 'github'),
    ...twice(entries, 'githubId'),
  );
  return { entries: faults.length > 0 ? [] : entries, faults };
}

function twice(entries: readonly RosterEntry[], column: 'email' | 'externalId' | 'github' | 'githubId'): Fault[] {
  const first = new Map<string, number>();
  return entries.flatMap((entry) => {
    const value = entry[column]?.toString().toLowerCase();
    if (value === undefined) return [];
    const earlier = first.get(value);
    if (earlier === undefined) {
      first.set(value, entry.line);
      return [];
    }
    return [{ at: `line ${entry.line}, ${column}`, message: `${entry[column]} is in line ${earlier} already` }];
  });
}
