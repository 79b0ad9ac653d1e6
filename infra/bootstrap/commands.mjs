import { join } from 'node:path';
import { ensurePackages } from './packages.mjs';
import { root, runProcess } from './process.mjs';
import { findTests, selectTests, splitArguments, testConcurrency } from './tests.mjs';

/** Sets up what is missing, then does `start` or `test`; returns the exit code of what it ran. */
export async function runCommand([command, ...rest]) {
  if (command !== 'start' && command !== 'test') {
    console.error(
      'usage: node infra/bootstrap.mjs start [options of `gradewire serve`] | test [folder …] [--option …]',
    );
    return 2;
  }
  const node = await ensurePackages();
  return command === 'start' ? start(node, rest) : test(node, rest);
}

/** The service with its demo course, with the caller's further options. */
async function start(node, options) {
  const ready = await setUp(node);
  // A nursery that holds what is answered at any moment, and an old space that begins beyond what the service keeps: else
  // V8 looks through all of it every few seconds under load, and who asks then waits for a twentieth of a second.
  const heap = ['--max-semi-space-size=16', '--initial-old-space-size=160'];
  return ready || runProcess(node, [...heap, 'cli/src/main.ts', 'serve', '--demo', ...options]);
}

/**
 * Type-check, lint and tests. The static checks do not stop the tests, so that the output always ends with the test
 * runner's summary; a failed check still makes the exit code non-zero.
 */
async function test(node, args) {
  const { folders, options } = splitArguments(args);
  const tests = selectTests(await findTests(root), folders);
  const files = [...tests.unit, ...tests.integration];
  if (files.length === 0) {
    console.error(`no test file in ${folders.join(', ') || 'this repository'}`);
    return 2;
  }
  const failed = await staticChecks(node);
  if (tests.integration.length > 0) {
    const ready = await setUp(node, ['--for-tests']);
    if (ready !== 0) return ready;
  }
  if (failed.length > 0) console.log(`${failed.join(' and ')} failed, see above; the exit code will say so`);
  console.log(`running ${tests.unit.length} unit and ${tests.integration.length} integration test files`);
  // A test that hangs is a failed test, not a run without an end; the longest takes some four minutes on two cores.
  const limits = [`--test-concurrency=${testConcurrency()}`, '--test-timeout=900000'];
  // Half of what a process needs to start is reading the same modules again; those that tests start inherit it.
  const env = { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node-compile'), ...process.env };
  const outcome = await runProcess(node, ['--test', ...limits, ...options, ...files], { env });
  return outcome || (failed.length > 0 ? 1 : 0);
}

/** The names of the static checks that failed. */
async function staticChecks(node) {
  const checks = [
    { name: 'the type-check', args: ['node_modules/typescript/bin/tsc', '--noEmit'] },
    { name: 'the linter', args: ['node_modules/@biomejs/biome/bin/biome', 'check', '.'] },
  ];
  const failed = [];
  for (const { name, args } of checks) {
    console.log(`running ${name}`);
    if ((await runProcess(node, args)) !== 0) failed.push(name);
  }
  return failed;
}

/** Docker and the base images; from here on set-up is TypeScript and runs on Node 24. */
function setUp(node, options = []) {
  return runProcess(node, [join('cli', 'src', 'setup', 'main.ts'), ...options]);
}
