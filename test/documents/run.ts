/**
 * Takes real OpenAPI documents through the whole of `generate-tools`, and what it generates through a strict compiler,
 * strict JSON Schema validators, both SDK clients and real requests. Names on the command line choose documents.
 */
import { checkDocument, type DocumentReport } from './check-document.js';
import { DOCUMENTS, installDocuments } from './documents.js';

/** Documents in work at the same time; each is mostly one busy process. */
const AT_ONCE = 2;
const SHOWN_PROBLEMS = 12;

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1024)}`;
}

function row(report: DocumentReport): string[] {
  const { name, operations, tools, warnings, mapBytes, toolsBytes, called, seconds, problems } = report;
  const shown = warnings.slice(0, 3).map(([code, count]) => `${code} ${count}`);
  const phases = ['import', 'generate', 'check', 'compile', 'serve'].map((phase) => (seconds[phase] ?? 0).toFixed(1));
  return [
    name,
    `${operations}`,
    `${tools}`,
    kilobytes(mapBytes),
    kilobytes(toolsBytes),
    ...phases,
    `${called}`,
    problems.length === 0 ? 'as it should be' : `${problems.length} problems`,
    shown.join(', ') || 'none',
  ];
}

const HEAD = [
  'document',
  'operations',
  'tools',
  'map KB',
  'tools KB',
  'import s',
  'generate s',
  'check s',
  'compile s',
  'serve s',
  'called',
  'result',
  'warnings',
];

function printTable(rows: readonly (readonly string[])[]): void {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => (cells[column] ?? '').length)));
  for (const cells of rows) {
    const aligned = cells.map((cell, column) =>
      column > 0 && column < HEAD.length - 2 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
    );
    console.log(aligned.join('  ').trimEnd());
  }
}

async function checkAll(names: readonly string[]): Promise<readonly DocumentReport[]> {
  const waiting = DOCUMENTS.filter(({ name }) => names.length === 0 || names.includes(name));
  const order = waiting.map(({ name }) => name);
  const reports: DocumentReport[] = [];
  const work = async (): Promise<void> => {
    for (let document = waiting.shift(); document; document = waiting.shift()) {
      const report = await checkDocument(document);
      printProblems(report);
      reports.push(report);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return reports.sort((left, right) => order.indexOf(left.name) - order.indexOf(right.name));
}

function printProblems({ name, problems, skipped, called }: DocumentReport): void {
  console.log(`${name}: ${problems.length === 0 ? 'as it should be' : 'NOT as it should be'}`);
  if (skipped.length > 0) console.log(`${name}: ${called} called; no values found for ${skipped.join(', ')}`);
  for (const problem of problems.slice(0, SHOWN_PROBLEMS)) console.log(`${name}: ${problem}`);
  if (problems.length > SHOWN_PROBLEMS) console.log(`${name}: and ${problems.length - SHOWN_PROBLEMS} more`);
}

installDocuments();
const start = performance.now();
const reports = await checkAll(process.argv.slice(2));
console.log('');
printTable([HEAD, ...reports.map(row)]);
const green = reports.length > 0 && reports.every(({ problems }) => problems.length === 0);
console.log(
  `${((performance.now() - start) / 1000).toFixed(0)} s.`,
  green ? 'All as it should be.' : 'NOT as it should be.',
);
process.exitCode = green ? 0 : 1;
