import type { ImportedServer, ImportedServerVariable } from './imported-map.js';
import { defined, entriesOf, type JsonObject, listMember, member, pointerTo, textMember } from './json.js';
import type { NoteBook } from './note-book.js';
import { cleanText, shorten } from './text.js';

function text(owner: unknown, name: string): string | undefined {
  const found = textMember(owner, name);
  return found === undefined ? undefined : shorten(cleanText(found), 300) || undefined;
}

function readVariable(name: string, variable: unknown): ImportedServerVariable {
  const listed = member(variable, 'enum');
  const values = Array.isArray(listed) ? listed.filter((value) => typeof value === 'string') : [];
  const given = member(variable, 'default');
  const value = typeof given === 'number' ? String(given) : typeof given === 'string' ? given : (values[0] ?? '');
  const base = { name, value, values };
  const description = text(variable, 'description');
  return description === undefined ? base : { ...base, description };
}

/** Absolute, where `place` is a URL or the document says so; without query, fragment, credentials and last slash. */
function resolve(url: string, place: string): string | undefined {
  const base = /^https?:\/\//i.test(place) ? place : url.startsWith('//') ? 'https://localhost' : undefined;
  if (base === undefined && !/^[a-z][a-z0-9+.-]*:/i.test(url)) return trim(url);
  if (!URL.canParse(url, base)) return undefined;
  const { protocol, host, pathname } = new URL(url, base);
  return protocol === 'http:' || protocol === 'https:' ? trim(`${protocol}//${host}${pathname}`) : undefined;
}

function trim(url: string): string {
  return url.replace(/\/+$/, '');
}

function readServer(server: unknown, pointer: string, place: string, notes: NoteBook): ImportedServer[] {
  const template = textMember(server, 'url');
  if (template === undefined) return [];
  const variables = entriesOf(member(server, 'variables')).map(([name, variable]) => readVariable(name, variable));
  const values = new Map(variables.map(({ name, value }) => [name, value]));
  const filled = template.trim().replace(/\{([^{}]*)\}/g, (whole, name: string) => values.get(name) ?? whole);
  const url = /[{}]/.test(filled) ? undefined : resolve(filled, place);
  if (url === undefined) {
    const message = `The server URL ${JSON.stringify(template.slice(0, 120))} cannot be used; it was left out.`;
    notes.warn('bad-server', pointer, message, 'Give an http or https URL, and a default for each variable.');
    return [];
  }
  return [defined({ url, description: text(server, 'description'), variables }) as ImportedServer];
}

/** The servers of a document; relative URLs are resolved against the document's own, where that is a URL. */
export function readServers(document: JsonObject, place: string, notes: NoteBook): ImportedServer[] {
  const listed = listMember(document, 'servers');
  const servers = listed.flatMap((server, index) => readServer(server, pointerTo('#/servers', index), place, notes));
  if (listed.length > 0) return servers;
  const url = resolve('/', place);
  return url === undefined || url === '' ? [] : [{ url, variables: [] }];
}
