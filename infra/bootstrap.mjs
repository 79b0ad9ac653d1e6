// Entry of `npm start` and `npm test` on a fresh clone. Only the version check lives here, in syntax that old Nodes
// read, so that they say what is wrong instead of stopping at a syntax error.
const oldest = 20;
const found = Number(process.versions.node.split('.')[0]);

if (found < oldest) {
  console.error(
    `Gradewire needs Node ${oldest} or newer to set itself up; this is Node ${process.versions.node}. ` +
      'Install a newer one from https://nodejs.org or with your package manager, then run the same command again.',
  );
  process.exitCode = 1;
} else {
  import('./bootstrap/commands.mjs')
    .then(({ runCommand }) => runCommand(process.argv.slice(2)))
    .then(
      (exitCode) => {
        process.exitCode = exitCode;
      },
      (error) => {
        console.error(`set-up: ${error instanceof Error ? error.message : error}`);
        process.exitCode = 1;
      },
    );
}
