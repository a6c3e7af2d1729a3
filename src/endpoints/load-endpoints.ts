import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { EndpointError, MissingPeerError } from '../errors.js';
import { findDuplicateKeys } from './duplicate-keys.js';
import type { EndpointMap } from './endpoint.js';
import { endpointsFromJson } from './endpoints-from-json.js';

type Parse = (text: string, place: string) => unknown;

function problem(place: string, message: string): EndpointError {
  return new EndpointError([{ place, message }]);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const parseJson: Parse = (text, place) => {
  const data = parseStrictly(text, place);
  const duplicates = findDuplicateKeys(text);
  if (duplicates.length === 0) return data;
  throw new EndpointError(
    duplicates.map(({ path, key }) => ({
      place: [...path, key].join('.'),
      message: 'stands twice in the file.',
      fix: 'Rename or remove one of them.',
    })),
  );
};

function parseStrictly(text: string, place: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw problem(place, `is not valid JSON: ${messageOf(error)}.`);
  }
}

async function loadYaml(): Promise<Parse> {
  try {
    const { parse } = await import('yaml');
    return (text, place) => {
      try {
        return parse(text, { uniqueKeys: true, maxAliasCount: 100 });
      } catch (error) {
        throw problem(place, `is not valid YAML: ${messageOf(error)}`);
      }
    };
  } catch (error) {
    throw new MissingPeerError('yaml', 'An endpoint map in YAML', { cause: error });
  }
}

async function parserFor(path: string): Promise<Parse> {
  const extension = extname(path).toLowerCase();
  if (extension === '.json') return parseJson;
  if (extension === '.yaml' || extension === '.yml') return loadYaml();
  throw problem(path, 'is neither a .json nor a .yaml file.');
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : messageOf(error);
    throw problem(path, `cannot be read (${code}).`);
  }
}

/**
 * Reads an endpoint map from a `.json`, `.yaml` or `.yml` file; see `endpointsFromJson` for its form.
 *
 * @throws EndpointError when the file cannot be read or parsed, holds a key twice, or is no sound map.
 * @throws MissingPeerError when the file is YAML and the package `yaml` is not installed.
 */
export async function loadEndpoints(path: string): Promise<EndpointMap> {
  const parse = await parserFor(path);
  return endpointsFromJson(parse(await readText(path), path));
}
