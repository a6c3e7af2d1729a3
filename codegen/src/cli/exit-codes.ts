import type { Note } from '../notes.js';

/** What the process ends with. */
export const EXIT = { ok: 0, stale: 1, usage: 2, source: 3, files: 4, bug: 70 } as const;

/** The same in words, for help. */
export const EXIT_HELP = `Exit codes:
  0   all is well
  1   --check: the output is stale
  2   wrong usage, or a mistake in the config
  3   a mistake in a source, or one that cannot be read
  4   the output cannot be written, or holds what is not ours
  70  a bug in generate-tools`;

function exitCodeOf({ code }: Note): number {
  if (code.startsWith('usage-') || code.startsWith('config-')) return EXIT.usage;
  return code.startsWith('out-') ? EXIT.files : EXIT.source;
}

/** The exit code of mistakes: that of the kind to be mended first. */
export function exitCodeFor(notes: readonly Note[]): number {
  return Math.min(...notes.filter(({ severity }) => severity === 'error').map(exitCodeOf), EXIT.files);
}
