import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GenerateError } from '../notes.js';
import { fileNote, systemCode } from './file-error.js';

/** Name of the lock below what it guards. */
export const LOCK = '.generate-tools.lock';

/** A lock whose owner cannot be asked, such as one of another machine, counts as left behind after this. */
const FORGOTTEN_MS = 5 * 60_000;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

async function isLeftBehind(lock: string): Promise<boolean> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(lock, 'utf8'), stat(lock)]);
    const pid = Number(text);
    if (Date.now() - mtimeMs > FORGOTTEN_MS) return true;
    return Number.isInteger(pid) && pid > 0 && !isAlive(pid);
  } catch {
    return false;
  }
}

async function tryLock(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    if (await isLeftBehind(lock)) await rm(lock, { force: true });
    return false;
  }
}

function locked(lock: string): GenerateError {
  const note = {
    code: 'out-locked',
    severity: 'error',
    place: lock,
    message: 'another run of generate-tools holds the output.',
    fix: 'Wait for it, or delete this file if no run is left.',
  } as const;
  return new GenerateError('Nothing was written', [note]);
}

function unusable(folder: string, error: unknown): GenerateError {
  const note = fileNote('out-unwritable', folder, 'cannot be written to', error);
  return new GenerateError('Nothing was written', [note], { cause: error });
}

/**
 * Does something while no other process does the like in `folder`, which is made if need be. Waits for the other, at
 * most `patience` milliseconds (default 30000).
 *
 * @throws GenerateError `out-locked` when the other does not end, `out-unwritable` when nothing can be written there.
 */
export async function withLock<Result>(
  folder: string,
  work: () => Promise<Result>,
  patience = 30_000,
): Promise<Result> {
  const lock = join(folder, LOCK);
  const refuse = (error: unknown): never => {
    throw unusable(folder, error);
  };
  await mkdir(folder, { recursive: true }).catch(refuse);
  const end = Date.now() + patience;
  while (!(await tryLock(lock).catch(refuse))) {
    if (Date.now() > end) throw locked(lock);
    await sleep(50 + Math.random() * 50);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}
