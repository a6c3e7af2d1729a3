import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG_NAMES } from '../config/load-config.js';
import { GenerateError, type Note } from '../notes.js';
import { fileNote } from '../write/file-error.js';
import { writeNew } from '../write/write-file.js';
import type { Console } from './console.js';
import { EXIT } from './exit-codes.js';
import { tellFailure } from './fail.js';
import { jsonReport } from './json.js';
import { type Format, starterFiles } from './starter.js';

export interface InitFlags {
  readonly format: Format;
  readonly json?: boolean;
}

function inTheWay(names: readonly string[]): GenerateError {
  const notes = names.map(
    (name): Note => ({
      code: 'out-exists',
      severity: 'error',
      place: name,
      message: 'is there already; init overwrites nothing.',
      fix: 'Keep it, or move it away first.',
    }),
  );
  return new GenerateError('Nothing was written', notes);
}

async function writeStarter(files: ReadonlyMap<string, string>, cwd: string): Promise<void> {
  for (const [name, text] of files) {
    const written = await writeNew(join(cwd, name), text).catch((error: unknown) => {
      throw new GenerateError('The files could not be written', [
        fileNote('out-unwritable', name, 'cannot be written', error),
      ]);
    });
    if (!written) throw inTheWay([name]);
  }
}

/** Writes a starter config and map into the current folder; never over anything. */
export async function runInit({ format, json = false }: InitFlags, console: Console): Promise<number> {
  const files = starterFiles(format);
  const names = [...files.keys()];
  const next = ['npx generate-tools'];
  try {
    const present = [...new Set([...CONFIG_NAMES, ...names])].filter((name) => existsSync(join(console.cwd, name)));
    if (present.length > 0) throw inTheWay(present);
    await writeStarter(files, console.cwd);
  } catch (error) {
    return tellFailure(error, 'init', json, console);
  }
  if (json) console.out(jsonReport('init', EXIT.ok, [], { created: names, next }));
  else {
    for (const name of names) console.out(`${console.colors.green('✓')} ${name}`);
    console.out(`Next: describe your API in ${names[1] ?? ''}, then run: ${next.join('; ')}`);
  }
  return EXIT.ok;
}
