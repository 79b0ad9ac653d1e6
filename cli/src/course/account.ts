/** What came of one kind of thing: what was made (or would be), and what was there. */
export interface Outcome {
  readonly made: string[];
  readonly there: string[];
}

const kinds = [
  'course',
  'people',
  'accounts',
  'teams',
  'assignment',
  'version',
  'repositories',
  'bindings',
  'invitations',
] as const;
export type Kind = (typeof kinds)[number];

/** Keeps account of everything that was done. */
export interface Account {
  readonly outcomes: Readonly<Record<Kind, Outcome>>;
  /** What somebody has to look after. */
  readonly warnings: string[];
}

export function newAccount(): Account {
  const outcomes = Object.fromEntries(kinds.map((kind) => [kind, { made: [], there: [] }]));
  return { outcomes: outcomes as unknown as Record<Kind, Outcome>, warnings: [] };
}

const words: Readonly<Record<Kind, string>> = {
  course: 'made',
  people: 'enrolled',
  accounts: 'recognised',
  teams: 'made',
  assignment: 'made',
  version: 'made',
  repositories: 'made',
  bindings: 'connected',
  invitations: 'sent',
};
const named = 3;

function some(names: readonly string[]): string {
  const more = names.length > named ? `, … (${names.length})` : '';
  return names.slice(0, named).join(', ') + more;
}

/** The summary that a person reads: a line for each kind of thing that there is anything to say about. */
export function accountLines({ outcomes, warnings }: Account, isDryRun: boolean): string[] {
  const lines = kinds.flatMap((kind) => {
    const { made, there } = outcomes[kind];
    if (made.length + there.length === 0) return [];
    const verb = isDryRun ? `would be ${words[kind]}` : words[kind];
    const parts = [
      ...(made.length > 0 ? [`${verb}: ${some(made)}`] : []),
      ...(there.length > 0 ? [`there already: ${some(there)}`] : []),
    ];
    return [`${kind.padEnd(13)} ${parts.join('; ')}`];
  });
  return [...lines, ...warnings.map((warning) => `warning: ${warning}`)];
}
