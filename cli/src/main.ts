#!/usr/bin/env -S node --max-semi-space-size=4
import { version } from '@gradewire/engine';
import { runCheck } from './check/check.ts';
import { runDoctor } from './doctor/doctor.ts';
import { runGrade } from './grade/grade.ts';
import { runLink } from './link/link.ts';
import { runReplay } from './replay/replay.ts';

const usage = `usage: gradewire <command> [options]

  grade <folder> --kit <kit>            build, run and grade the programs in a folder
  check [folder] --server <url>         the public cases, run by a server on your work
  replay <result.json> --case <id>      one case of a result again, with the same seed
  link -- <client> --peer -- <server>   two commands with an impaired link between them
  serve                                 the service: API, database, queue and workers on this machine
  course init                           a course on a server: roster, teams, assignment, repositories on GitHub
  doctor                                what this machine has and lacks for grading
  <command> --help                      the options of a command
  --version`;

const commands: Record<string, (argv: string[]) => Promise<number>> = {
  grade: runGrade,
  check: runCheck,
  replay: runReplay,
  link: runLink,
  doctor: runDoctor,
  // Loaded when it is asked for: grading a folder needs no database.
  course: async (argv) => (await import('./course/course.ts')).runCourse(argv),
  serve: async (argv) => (await import('./serve/serve.ts')).runServe(argv),
};

const [name = '', ...rest] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (name === '--version') console.log(version);
else if (name === '--help' || name === '-h' || name === 'help') console.log(usage);
else if (command === undefined) {
  console.error(name === '' ? usage : `gradewire: there is no command "${name}"; try gradewire --help`);
  process.exitCode = 2;
} else process.exitCode = await command(rest);
