import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spread } from '../statistics.js';
import { type Measured, measure } from './measured.js';
import { syntheticDocument } from './synthetic-document.js';
import { bytesOf, CLI, columns, emptyProject, megabytes, printTable, TSC } from './workshop.js';

type Phase = 'import' | 'generate' | 'tsc';

const PHASES: readonly Phase[] = ['import', 'generate', 'tsc'];
const HEAP = 8192;

async function runPhase(phase: Phase, folder: string): Promise<Measured> {
  if (phase === 'tsc') return measure([TSC, '-p', '.'], { cwd: folder, heap: HEAP, limit: 600_000 });
  const outputs = phase === 'import' ? ['endpoints.ts', 'endpoints.ts.lock.json'] : ['generated'];
  for (const output of outputs) rmSync(join(folder, output), { recursive: true, force: true });
  const args =
    phase === 'import' ? ['--from', 'openapi.json', '--out', 'endpoints.ts'] : ['endpoints.ts', '--out', 'generated'];
  return measure([CLI, ...args], { cwd: folder });
}

function factor(before: readonly Measured[] | undefined, after: readonly Measured[], growth: number): string {
  const cpu = (runs: readonly Measured[]): number => spread(runs.filter(({ ok }) => ok).map((run) => run.cpu)).median;
  if (!before) return '';
  return `x ${(cpu(after) / cpu(before)).toFixed(1)} for x ${growth}`;
}

/** Time and memory against the number of operations. Leaves a compiled project of each size. */
export async function measureGrowth(sizes: readonly number[], runs: number): Promise<void> {
  console.log('\nGrowth: synthetic documents. Seconds and processor seconds as min / median / max.');
  const rows = [['operations', 'phase', 'seconds', 'cpu seconds', 'peak MB', 'output MB', 'growth of cpu']];
  const last = new Map<Phase, readonly Measured[]>();
  for (const [index, size] of sizes.entries()) {
    const folder = emptyProject(`synthetic-${size}`);
    writeFileSync(join(folder, 'openapi.json'), JSON.stringify(syntheticDocument(size)));
    for (const phase of PHASES) {
      const measured: Measured[] = [];
      for (let run = 0; run < runs; run += 1) measured.push(await runPhase(phase, folder));
      const output = join(folder, { import: 'endpoints.ts', generate: 'generated', tsc: 'dist' }[phase]);
      const growth = factor(last.get(phase), measured, size / (sizes[index - 1] ?? size));
      rows.push([`${size}`, phase, ...columns(measured), megabytes(bytesOf(output)), growth]);
      last.set(phase, measured);
    }
  }
  printTable(rows);
}
