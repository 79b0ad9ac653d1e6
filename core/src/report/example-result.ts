import type { Outcome } from '../outcome.ts';
import { type CaseResult, type Feedback, GradingResult, type MatrixCell } from '../result.ts';
import { faults } from './example-faults.ts';

/** For tests: a class of `size` folders in which some programs have a fault of a kind that real ones have. */
export interface ExampleOptions {
  readonly size?: number;
  /** Leaves out the cells and cases of the last client, as a fault of the grader would. */
  readonly incomplete?: boolean;
  /** Applied to every string that a student or a kit could have chosen. */
  readonly disguise?: (text: string) => string;
}

const languages = 'c cpp csharp go java javascript jupyter kotlin lua perl python ruby rust scala swift'.split(' ');

export function exampleResult(options: ExampleOptions = {}): GradingResult {
  const { size = languages.length, incomplete = false, disguise = (text: string) => text } = options;
  const kinds = Array.from({ length: size }, (_, index) => languages[index % languages.length]!);
  const folders = kinds.map((kind, index) =>
    disguise(index < languages.length ? kind : `${kind}-team-${Math.floor(index / languages.length) + 1}`),
  );
  const cases: CaseResult[] = [];
  const cells: Record<string, Record<string, MatrixCell>> = {};
  const say = (code: string, text: string): Feedback => ({ code, text: disguise(text) });
  const base = {
    drawings: [],
    group: 'pairs',
    points: 0,
    maxPoints: 0,
    metrics: { bytesSent: 11, bytesReceived: 13 },
    durationMs: 12.4,
  };
  const artefacts = [disguise('case.pcapng')];
  folders.forEach((client, row) => {
    if (incomplete && row === size - 1) return;
    cells[client] = {};
    folders.forEach((server, column) => {
      const [wrongClient, wrongServer] = [faults[kinds[row]!], faults[kinds[column]!]];
      const ofServer = wrongServer?.role === 'server' ? wrongServer : undefined;
      const ofClient = wrongClient?.role === 'client' ? wrongClient : undefined;
      const blame = ofServer && ofClient ? 'both' : ofServer ? 'server' : ofClient ? 'client' : null;
      const outcome: Outcome = ofServer?.outcome ?? ofClient?.outcome ?? 'passed';
      const secondClient = outcome === 'passed' ? 'passed' : 'not-run';
      const served = ofServer?.code === 'server-serves-one-client';
      cells[client]![server] = {
        outcome,
        blame,
        firstClient: served ? 'passed' : outcome,
        secondClient: served ? 'failed' : secondClient,
      };
      cases.push({
        ...base,
        id: `pair/${client}/${server}`,
        subject: client,
        title: `${client} client with ${server} server`,
        outcome,
        blame,
        feedback: [ofServer, ofClient].flatMap((fault) => (fault ? [say(fault.code, fault.text)] : [])),
        evidence: [
          {
            title: 'Wire',
            lines: [
              `  0.0 ms  client connects`,
              `  0.4 ms  client → server  11 bytes "Hello in ${kinds[row]}"`,
              ...(ofServer?.outcome === 'timed-out'
                ? ['5000.0 ms  client gave up']
                : [`  0.9 ms  server → client  13 bytes "Goodbye in ${kinds[column]}"`, '  1.0 ms  server closes']),
            ].map(disguise),
          },
          { title: 'Output of the client', lines: [disguise(`Goodbye in ${kinds[column]}`)] },
        ],
        artefacts,
      });
    });
  });
  const subjects = folders.map((id, index) => subjectOf(id, kinds[index]!, cases, say));
  cases.push(...subjects.flatMap(({ extraCases }) => extraCases.map((graded) => ({ ...base, artefacts, ...graded }))));
  const scores = subjects.map(({ subject }) => subject.score);
  return GradingResult.parse({
    gradewire: '0.1.0',
    kit: 'hello-internet',
    kitVersion: '1.0.0',
    seed: 42,
    source: { digest: 'sha256:4be0d1f6f9f0c0a2d9a4f1e7c35f6d6f1b1f3a8b4e9e6f7a8d9c0b1a2f3e4d5c' },
    images: Object.fromEntries(kinds.map((kind) => [kind, 'sha256:9c1185a5c5e9fc54612808977ee8f548b2258d31'])),
    status: incomplete ? 'incomplete' : 'complete',
    score: incomplete ? null : size === 0 ? 0 : scores.reduce((sum, score) => sum + score, 0) / size,
    maxScore: 98,
    subjects: subjects.map(({ subject }) => subject),
    notes:
      size === 0
        ? []
        : [
            say(
              'folder-left-out',
              'The folder cobol is not graded: its programs are in COBOL, which cannot be graded.',
            ),
          ],
    programs: subjects.flatMap(({ programs }) => programs),
    cases,
    matrix: { clients: folders, servers: folders, cells },
    link: { backend: 'emulator', version: '0.6.0' },
    infrastructure: {
      retries: incomplete ? 2 : 0,
      faults: incomplete ? [disguise('Docker did not answer within 30 s')] : [],
    },
  });
}

function subjectOf(id: string, kind: string, cases: CaseResult[], say: (code: string, text: string) => Feedback) {
  const fault = faults[kind];
  const broken = (role: string) => fault !== undefined && fault.role === role;
  const reasons = fault ? [say(fault.code, fault.text)] : [];
  const buildFails = kind === 'swift';
  const line = (
    lineId: string,
    title: string,
    maxPoints: number,
    lost: boolean,
    lineCases: string[],
    because: Feedback[],
  ) => ({
    id: lineId,
    title,
    points: lost ? 0 : maxPoints,
    maxPoints,
    kind: 'automatic',
    cases: lineCases,
    reasons: lost ? because : [],
  });
  const unbuilt = [
    say(
      'build-failed',
      'The server does not compile: hellosrvSwift.swift:12 says "cannot find \'sockaddr_inn\' in scope".',
    ),
  ];
  const slip = [say('file-name', 'The file is named "Client.kt"; the convention asks for "helloKotlin.kt".')];
  const lines = [
    line(
      'client.reference',
      'works with the reference server',
      16,
      broken('client'),
      [`reference/${id}/client`],
      reasons,
    ),
    line(
      'server.reference',
      'works with the reference client',
      14,
      broken('server') || buildFails,
      [`reference/${id}/server`],
      buildFails ? unbuilt : reasons,
    ),
    line('names', 'names of folder and files', 3, kind === 'kotlin', [`static/${id}/names`], slip),
    line(
      'interop',
      'pairs with the class',
      10,
      fault !== undefined,
      cases.filter(({ subject }) => subject === id).map((graded) => graded.id),
      reasons,
    ),
    { ...line('comments', 'comments, no dead code', 2, false, [], []), kind: 'by-hand', points: 0 },
    {
      ...line(
        'challenge',
        'challenge mode',
        5,
        kind !== 'rust',
        [],
        [say('no-challenge', 'Challenge mode is not there.')],
      ),
      kind: 'extra',
    },
  ];
  const graded = (
    caseId: string,
    title: string,
    lost: boolean,
    outcome: Outcome,
    blame: string | null,
    feedback: Feedback[],
  ) => ({
    id: caseId,
    subject: id,
    title,
    group: 'reference',
    outcome: lost ? outcome : 'passed',
    blame: lost ? blame : null,
    feedback: lost ? feedback : [],
    evidence: [],
  });
  const serverOutcome = buildFails ? 'build-failed' : (fault?.outcome ?? 'passed');
  const program = (role: 'client' | 'server', fails: boolean) => ({
    id: `${id}/${role}`,
    language: kind,
    role,
    outcome: fails ? 'build-failed' : 'built',
    command: kind === 'swift' ? `swiftc -O hello${role}.swift` : '',
    log: fails
      ? "hellosrvSwift.swift:12:15: error: cannot find 'sockaddr_inn' in scope\n\u001b[31merror:\u001b[0m fatalError\n"
      : '',
  });
  return {
    subject: {
      id,
      folder: id,
      language: kind,
      score: lines.reduce((sum, each) => sum + each.points, 0) + 53,
      maxScore: 98,
      lines,
      notes:
        kind === 'perl'
          ? [
              say(
                'setup-not-run',
                'setup.sh is not run: ask your instructor to add the Debian packages that it installs.',
              ),
            ]
          : [],
    },
    extraCases: [
      graded(
        `reference/${id}/client`,
        'client with the reference server',
        broken('client'),
        fault?.outcome ?? 'failed',
        'client',
        reasons,
      ),
      graded(
        `reference/${id}/server`,
        'server with the reference client',
        broken('server') || buildFails,
        serverOutcome,
        'server',
        buildFails ? unbuilt : reasons,
      ),
      graded(`static/${id}/names`, 'names of folder and files', kind === 'kotlin', 'failed', null, slip),
    ] as Pick<CaseResult, 'id' | 'subject' | 'title' | 'group' | 'outcome' | 'blame' | 'feedback' | 'evidence'>[],
    programs: [program('client', false), program('server', buildFails)],
  };
}
