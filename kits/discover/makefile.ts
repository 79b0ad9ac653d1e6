import type { Role } from '@gradewire/core';
import { compare, stemOf } from './folder.ts';
import { inFolder, join, pathFrom } from './in-folder.ts';
import type { Project, ProjectFile } from './projects.ts';

interface Made {
  readonly target: string;
  /** What the target's recipe leaves, relative to the Makefile's folder. */
  readonly program: string;
}

/** A Makefile: a program's name is a target's, or stands behind `-o` in a target's recipe. */
export function makeProject<R extends Role>({ kind, folder, text, naming }: ProjectFile<R>): Project<R> {
  const made = programsOf(text);
  const roleOf = ({ program, target }: Made) => naming.roleOfPath(program) ?? naming.roleOfPath(target);
  /** A name like the source's, then one by the convention, then any other. */
  const rank = ({ program }: Made, stem: string | undefined) => {
    if (stemOf(program) === stem) return 0;
    return naming.isConventional(stemOf(program)) ? 1 : 2;
  };
  return {
    folder,
    told: new Map(),
    recipe(role, source) {
      const stem = source === undefined ? undefined : stemOf(source.path);
      const fits = made
        .filter((one) => roleOf(one) === role || stemOf(one.program) === stem)
        .sort((a, b) => rank(a, stem) - rank(b, stem) || compare(a.program, b.program));
      const one = fits[0];
      if (one === undefined) return undefined;
      const name = join('', one.program);
      return {
        build: kind.build.map((argv) => inFolder(folder, [...argv, one.target])),
        command: kind.run.map((item) => pathFrom(folder, item.replaceAll('{name}', name))),
        name: stemOf(name),
      };
    },
  };
}

/** The programs of the rules. Variables are replaced where they are set once, in plain text. */
function programsOf(text: string): Made[] {
  const variables = new Map<string, string>();
  const made: Made[] = [];
  let targets: string[] = [];
  const expand = (part: string, target = '') =>
    part
      .slice(0, 2000)
      .replace(/\$(?:\((\w+)\)|\{(\w+)\}|(@))/g, (_, round, curly, self) => {
        return self === undefined ? (variables.get(round ?? curly) ?? '') : target;
      })
      .slice(0, 2000);
  for (const line of text.replaceAll('\\\n', ' ').split('\n')) {
    if (line.startsWith('\t')) {
      for (const target of targets) {
        const output = /(?:^|\s)-o\s{0,9}([^\s;&|]+)/.exec(expand(line, target))?.[1];
        if (output !== undefined && isProgram(output)) made.push({ target, program: output });
      }
      continue;
    }
    const [, name, value] = /^([A-Za-z_]\w{0,99})\s{0,9}[:?]{0,2}=\s{0,9}(.{0,1000})$/.exec(line) ?? [];
    if (name !== undefined) variables.set(name, expand(value!.replace(/#.*/, '').trim()));
    const rule = /^([^\s:=#.%][^:=#%]{0,500}):(?!=)/.exec(line)?.[1];
    if (rule === undefined) continue;
    targets = expand(rule).split(/\s+/).filter(isProgram);
    for (const target of targets) if (!phony.test(target)) made.push({ target, program: target });
  }
  // A target that is an `all` of its own (`client: helloC`) leaves nothing by its own name, one with -o another name.
  return made.filter(
    ({ target, program }) => program !== target || !made.some((one) => one.target === target && one.program !== target),
  );
}

/** Targets that do something instead of making a file of their name. */
const phony = /^(?:all|default|build|help)$|(?:^|[-_])(?:run|start|stop|kill|test|clean|install|setup)/;

function isProgram(name: string): boolean {
  return /^[\w./+-]{1,200}$/.test(name) && !/\.(?:o|a|so|c|h|cc|cpp|hpp|class)$/.test(name) && !name.startsWith('-');
}
