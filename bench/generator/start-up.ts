import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure } from './measured.js';
import { CACHE, megabytes, printTable, range } from './workshop.js';

interface Told {
  readonly ready: number;
  readonly listed: number;
  readonly tools: number;
}

const program = fileURLToPath(new URL('./start-tools.mjs', import.meta.url));

/** Start-up with generated tools and with tools compiled at run time, in turn, on a project `measureGrowth` left. */
export async function measureStartUp(size: number, runs: number): Promise<void> {
  console.log(`\nStart-up with ${size} tools: milliseconds from the start of the process, min / median / max.`);
  const project = join(CACHE, `synthetic-${size}`);
  if (!existsSync(join(project, 'dist'))) {
    console.log(`There is no project of ${size} tools yet: run with --growth --sizes=${size} first.`);
    return;
  }
  const kinds = ['generated', 'runtime'] as const;
  const told = new Map(kinds.map((kind) => [kind, { ready: [], listed: [], memory: [] } as Record<string, number[]>]));
  const reasons: string[] = [];
  for (let run = 0; run < runs; run += 1) {
    for (const kind of kinds) {
      const ended = await measure([program, join(project, 'dist'), kind], { cwd: project });
      if (!ended.ok) {
        reasons.push(`${kind}: ${ended.reason}`);
        continue;
      }
      const { ready, listed } = JSON.parse(ended.stdout) as Told;
      const samples = told.get(kind);
      samples?.ready?.push(ready);
      samples?.listed?.push(listed);
      samples?.memory?.push(ended.memory);
    }
  }
  const rows = kinds.map((kind) => {
    const { ready = [], listed = [], memory = [] } = told.get(kind) ?? {};
    return [kind, range(ready, 0), range(listed, 0), megabytes(Math.max(...memory))];
  });
  printTable([['tools', 'tool set ready', 'and listed', 'peak MB'], ...rows]);
  for (const reason of reasons) console.log(`failed: ${reason}`);
}
