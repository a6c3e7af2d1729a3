/**
 * What `generate-tools` costs: time and memory against the number of operations, compile time of its output, start-up
 * with generated and with run-time tools, and other generators on the same documents. `--growth`, `--start-up` and
 * `--side-by-side` choose parts; `--runs=<n>` and `--sizes=<n,n>` make it shorter. Every measured thing is a process of
 * its own.
 */
import { measureCompetitors } from './generator/competitors.js';
import { measureGrowth } from './generator/growth.js';
import { measureStartUp } from './generator/start-up.js';

const START_UP_SIZE = 1000;

function option(name: string): string | undefined {
  return process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
}

const parts = ['growth', 'start-up', 'side-by-side'];
const chosen = parts.filter((part) => process.argv.includes(`--${part}`));
const wants = (part: string): boolean => chosen.length === 0 || chosen.includes(part);
const runs = Number(option('runs') ?? 3);
const sizes = (option('sizes') ?? '10,100,1000,5000').split(',').map(Number);

console.log(`Node ${process.version}, ${runs} runs each.`);
if (wants('growth')) await measureGrowth(sizes, runs);
if (wants('start-up'))
  await measureStartUp(sizes.includes(START_UP_SIZE) ? START_UP_SIZE : (sizes.at(-1) ?? 10), runs * 3);
if (wants('side-by-side')) await measureCompetitors(runs);
