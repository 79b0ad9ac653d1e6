import { writeFile } from 'node:fs/promises';
import { openServer } from '../check/server.ts';
import { explainEnd } from '../exit-code.ts';
import { checkPlaces } from '../grade/places.ts';
import { interruptibly } from '../interrupt.ts';
import { accountLines, newAccount } from './account.ts';
import { asking } from './asking.ts';
import { init } from './init.ts';
import { courseUsage, parseCourseArguments } from './options.ts';
import { progress } from './progress.ts';

/** `gradewire course`: returns the exit code. */
export async function runCourse(argv: string[]): Promise<number> {
  const shown = progress(process.stderr);
  const account = newAccount();
  try {
    const args = parseCourseArguments(argv, process.env);
    if (args === undefined) {
      console.log(courseUsage);
      return 0;
    }
    await checkPlaces({ folder: '.', json: args.json, report: undefined, artefacts: undefined });
    await interruptibly(
      () => shown.say('stopping; the same command goes on where this one ended'),
      (signal) => {
        const ask = asking(openServer(args.server, args.key), shown.say, signal);
        return init(args, ask, account, shown);
      },
    );
    shown.end();
    const { outcomes, warnings } = account;
    if (args.json !== undefined) {
      const text = `${JSON.stringify({ dryRun: args.dryRun, ...outcomes, warnings }, null, 2)}\n`;
      if (args.json === '-') process.stdout.write(text);
      else await writeFile(args.json, text);
    }
    if (args.json !== '-') for (const line of accountLines(account, args.dryRun)) console.log(line);
    return 0;
  } catch (error) {
    shown.end();
    // What was done until then is done: it is said, so that nobody wonders.
    for (const line of accountLines(account, false)) console.error(line);
    return explainEnd(error);
  }
}
