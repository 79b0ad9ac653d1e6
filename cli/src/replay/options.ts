import type { LinkChoice } from '@gradewire/engine';
import { BadUsage, linkChoice, parseOptions, wholeNumber } from '../option-values.ts';

export const replayUsage = `usage: gradewire replay <result.json> --case <id> [options]

Runs one case of a result again: the same kit, the same seed, so the link does the same to the same packets. Cases that the
case depends on are run before it, and only what they need is built.

  --case ID           the case, as the result names it
  --folder DIR        the sources (default: the current folder); a warning says if they are not those of the result
  --times N           run it so many times (default: 1)
  --capture FILE      where every packet goes, before and after the link, with what befell it; of all times in order
                      (default: gradewire-replay.pcapng)
  --config FILE       the kit's configuration as JSON, where the result was made with one
  --seed S            another seed than the result's, and so other weather
  --link BACKEND      emulator, or netem of the kernel (default: what the result names)
  --json FILE         write recorded and new verdicts as JSON ("-" for standard output)
  --help

exit code: 0 replayed, whatever the outcome; 2 bad usage; 3 no verdict: a fault of the grader or its machine, or the link
that was asked for cannot express the case`;

/** What `gradewire replay` was asked to do. */
export interface ReplayArguments {
  readonly result: string;
  readonly caseId: string;
  readonly folder: string;
  readonly times: number;
  readonly capture: string;
  readonly config: string | undefined;
  /** Undefined: the result's. */
  readonly seed: number | undefined;
  readonly link: LinkChoice | undefined;
  readonly json: string | undefined;
}

/** Undefined if help was asked for. Throws BadUsage. */
export function parseReplayArguments(argv: readonly string[]): ReplayArguments | undefined {
  const { values, positionals } = parse(argv);
  if (values.help) return undefined;
  const [result, ...more] = positionals;
  if (result === undefined) throw new BadUsage('name the result: a file that gradewire grade --json wrote');
  if (more.length > 0) throw new BadUsage(`one result at a time, not also "${more[0]}"`);
  if (values.case === undefined) throw new BadUsage('name the case with --case, as the result does');
  return {
    result,
    caseId: values.case,
    folder: values.folder,
    times: wholeNumber('--times', values.times, 1, 100),
    capture: values.capture,
    config: values.config,
    seed: values.seed === undefined ? undefined : wholeNumber('--seed', values.seed, 0, Number.MAX_SAFE_INTEGER),
    link: values.link === undefined ? undefined : linkChoice(values.link),
    json: values.json,
  };
}

function parse(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  return parseOptions({
    args: [...argv],
    allowPositionals: true,
    options: {
      case: text,
      folder: { ...text, default: '.' },
      times: { ...text, default: '1' },
      capture: { ...text, default: 'gradewire-replay.pcapng' },
      config: text,
      seed: text,
      link: text,
      json: text,
      help: { type: 'boolean', default: false, short: 'h' },
    },
  });
}
