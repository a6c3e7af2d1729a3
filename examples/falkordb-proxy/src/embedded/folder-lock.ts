import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A folder that one process uses at a time. */
export interface FolderLock {
  /** Names the process whose life the lock follows from now on. */
  belongsTo(pid: number): Promise<void>;
  release(): Promise<void>;
}

/**
 * Takes a folder for this process. A lock whose process is gone is taken over; one that is about to go is
 * waited for, up to `patience` milliseconds.
 *
 * @throws Error naming the process that uses the folder.
 */
export async function lockFolder(folder: string, patience = 3_000): Promise<FolderLock> {
  const path = join(folder, 'in-use-by');
  const deadline = Date.now() + patience;
  while (!(await claim(path))) {
    const owner = Number.parseInt(await readFile(path, 'utf8').catch(() => ''), 10);
    if (!isAlive(owner)) await rm(path, { force: true });
    else if (Date.now() > deadline) {
      throw new Error(
        `The data folder ${folder} is in use by process ${owner}. End it, or choose another folder with FALKORDB_DATA_DIR.`,
      );
    } else await delay(50);
  }
  return {
    belongsTo: (pid) => writeFile(path, String(pid)),
    release: () => rm(path, { force: true }),
  };
}

async function claim(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
