/** In single quotes unless it is plain; names that are let through hold no quote. */
const shellWord = (name: string): string => (/^[\w./+-]+$/.test(name) ? name : `'${name}'`);

/**
 * The command for a shell that runs a case again: `result` is the file with the result, `folder` has the sources, `config` is the
 * file with the kit's configuration, where it was graded with one. Undefined where a name could be more than a word.
 */
export function replayCommand(
  caseId: string,
  folder: string,
  result = 'result.json',
  config?: string,
): string | undefined {
  if (![caseId, folder, result, config ?? folder].every((name) => /^[\p{L}\p{N} ._+#@/,()-]+$/u.test(name)))
    return undefined;
  const configured = config === undefined ? '' : ` --config ${shellWord(config)}`;
  return `gradewire replay ${shellWord(result)} --case ${shellWord(caseId)} --folder ${shellWord(folder)}${configured}`;
}
