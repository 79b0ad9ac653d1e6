import { kitById, kits } from '@gradewire/kits';
import { keyOf, serverOf } from '../check/options.ts';
import { BadUsage, parseOptions } from '../option-values.ts';

export const courseUsage = `usage: gradewire course init --course NAME --assignment NAME --kit KIT (--roster FILE | --members ORG/TEAM) [options]

Sets a course up on a server: the course, its people and teams, an assignment, and repositories on GitHub. What is there
already is left as it is, so a corrected or longer roster is sent with the same command.

  --server URL          the server (or GRADEWIRE_URL)
  --key KEY             the owner's API key (better: GRADEWIRE_KEY, which no list of processes shows)
  --course NAME         short name of the course, as in addresses: networks
  --title TEXT          title of a new course
  --time-zone ZONE      of a new course, such as Europe/Berlin (default: this machine's)
  --roster FILE         CSV with name, email, github, github_id, team, …; GitHub Classroom's is read as it is
  --members ORG/TEAM    instead of a roster: everybody in a team of an organisation on GitHub
  --teams KIND          groups: the roster's column "team"; students: one each (default: groups if there are any)
  --assignment NAME     short name of the assignment, as in addresses: hello
  --assignment-title T  title of a new assignment
  --kit KIT             its type: ${kits.map(({ id }) => id).join(', ')}
  --due TIME            when a new assignment is due, as in 2026-10-01T22:00:00Z
  --publish REASON      take submissions now, without a trial of your own solution; the reason is written down
  --organization ORG    where the repositories are, or shall be: the GitHub App must be installed there
  --repositories KIND   team: one for each team; class: one for all (default: class for hello-internet, else team)
  --name PATTERN        their names (default: {assignment}-{team}, or {assignment})
  --template FROM       what new ones hold: a folder, or owner/name of a template repository (default: examples/templates)
  --public              new repositories are for everybody to see
  --no-invite           do not let people into the repositories
  --dry-run             change nothing, and say what would be made
  --json FILE           write what was made and what was there as JSON ("-" for standard output)
  --help

exit code: 0 done, or shown with --dry-run; 2 bad usage, or the server refuses; 3 the server cannot be reached or had a
fault: begin again with the same command; 130 left with ctrl-c`;

export type People =
  | { readonly from: 'roster'; readonly file: string }
  | { readonly from: 'team'; readonly organization: string; readonly team: string };

export interface Repositories {
  readonly organization: string;
  readonly mode: 'team' | 'class';
  /** With `{assignment}`, `{team}` and `{course}`. */
  readonly pattern: string;
  readonly template: string | undefined;
  readonly isPrivate: boolean;
  readonly invite: boolean;
}

/** What `gradewire course init` was asked to do. */
export interface InitArguments {
  readonly server: URL;
  readonly key: string;
  readonly course: { readonly slug: string; readonly title: string; readonly timeZone: string };
  readonly people: People;
  readonly teams: 'groups' | 'students' | undefined;
  readonly assignment: { readonly slug: string; readonly title: string; readonly dueAt: string | undefined };
  readonly kit: string;
  readonly publish: string | undefined;
  readonly repositories: Repositories | undefined;
  readonly dryRun: boolean;
  readonly json: string | undefined;
}

/** Undefined if help was asked for. Throws BadUsage. */
export function parseCourseArguments(argv: string[], env: NodeJS.ProcessEnv): InitArguments | undefined {
  const { values, positionals } = parse(argv);
  if (values.help) return undefined;
  const [action, more] = positionals;
  if (action !== 'init')
    throw new BadUsage(`there is "gradewire course init", not "${['course', action].join(' ').trim()}"`);
  if (more !== undefined) throw new BadUsage(`"${more}" is no option (gradewire course init --help)`);
  const course = shortName('--course', values.course);
  const assignment = shortName('--assignment', values.assignment);
  const kit = kitOf(values.kit);
  return {
    server: serverOf(values.server ?? env.GRADEWIRE_URL),
    key: keyOf(values.key ?? env.GRADEWIRE_KEY),
    course: {
      slug: course,
      title: values.title ?? course,
      timeZone: values['time-zone'] ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    },
    people: peopleOf(values.roster, values.members),
    teams: oneOf('--teams', values.teams, ['groups', 'students']),
    assignment: { slug: assignment, title: values['assignment-title'] ?? assignment, dueAt: time(values.due) },
    kit,
    publish: values.publish,
    repositories: repositoriesOf(values, kit),
    dryRun: values['dry-run'],
    json: values.json,
  };
}

function repositoriesOf(values: ReturnType<typeof parse>['values'], kit: string): Repositories | undefined {
  const { organization, repositories, name, template } = values;
  if (organization === undefined) {
    const given = { repositories, name, template, public: values.public || undefined };
    const [needless] = Object.entries(given).find(([, value]) => value !== undefined) ?? [];
    if (needless !== undefined) throw new BadUsage(`--${needless}: say with --organization where the repositories are`);
    return undefined;
  }
  const mode =
    oneOf('--repositories', repositories, ['team', 'class']) ?? (kit === 'hello-internet' ? 'class' : 'team');
  const pattern = name ?? (mode === 'team' ? '{assignment}-{team}' : '{assignment}');
  if (!/^([\w.-]|\{(assignment|team|course)\})+$/.test(pattern)) {
    throw new BadUsage(`--name ${pattern}: letters, digits, . _ - and {assignment}, {team}, {course}`);
  }
  if (mode === 'team' && !pattern.includes('{team}'))
    throw new BadUsage(`--name ${pattern}: must tell teams apart by {team}`);
  return {
    organization: gitHubName('--organization', organization),
    mode,
    pattern,
    template,
    isPrivate: !values.public,
    invite: !values['no-invite'],
  };
}

function peopleOf(roster: string | undefined, members: string | undefined): People {
  if ((roster === undefined) === (members === undefined)) {
    throw new BadUsage('say who is in the course: either with --roster FILE or with --members ORG/TEAM');
  }
  if (roster !== undefined) return { from: 'roster', file: roster };
  const [organization = '', team = '', ...rest] = members!.split('/');
  if (team === '' || rest.length > 0)
    throw new BadUsage(`--members ${members}: give organisation/team as in its address`);
  return { from: 'team', organization: gitHubName('--members', organization), team };
}

function gitHubName(option: string, text: string): string {
  if (/^[A-Za-z\d](-?[A-Za-z\d])*$/.test(text)) return text;
  throw new BadUsage(`${option} ${text}: is not the name of an organisation on GitHub`);
}

function shortName(option: string, text: string | undefined): string {
  if (text === undefined) throw new BadUsage(`${option} is missing (gradewire course init --help)`);
  if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) && text.length <= 64) return text;
  throw new BadUsage(`${option} ${text}: lower-case letters, digits and single hyphens, at most 64`);
}

function kitOf(text: string | undefined): string {
  if (text === undefined) throw new BadUsage(`--kit is missing: ${kits.map(({ id }) => id).join(' or ')}`);
  if (kitById(text) !== undefined) return text;
  throw new BadUsage(`there is no kit "${text}"; there is ${kits.map(({ id }) => id).join(', ')}`);
}

function time(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  // A time of the clock without its zone would be another one on the server.
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text));
  if (!isTime) throw new BadUsage(`--due ${text}: give a time with its zone, as in 2026-10-01T22:00:00Z`);
  return new Date(text).toISOString();
}

function oneOf<const Word extends string>(option: string, text: string | undefined, words: readonly Word[]) {
  if (text === undefined) return undefined;
  const found = words.find((word) => word === text);
  if (found === undefined) throw new BadUsage(`${option} ${text}: give ${words.join(' or ')}`);
  return found;
}

function parse(argv: string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  return parseOptions({
    args: argv,
    allowPositionals: true,
    options: {
      server: text,
      key: text,
      course: text,
      title: text,
      'time-zone': text,
      roster: text,
      members: text,
      teams: text,
      assignment: text,
      'assignment-title': text,
      kit: text,
      due: text,
      publish: text,
      organization: text,
      repositories: text,
      name: text,
      template: text,
      public: flag,
      'no-invite': flag,
      'dry-run': flag,
      json: text,
      help: { ...flag, short: 'h' },
    },
  });
}
