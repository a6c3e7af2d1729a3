import type { Argument } from './arguments.js';
import { checkContentType } from './check-content-type.js';
import { checkStyles } from './check-styles.js';
import type { Endpoint } from './endpoint.js';
import { isHeaderName, isHeaderValue, isReservedHeader, isTrustedHeader } from './forbidden-headers.js';
import { suggestName } from './nearest-name.js';
import type { PathTemplate } from './path-template.js';
import type { Report } from './problems.js';
import { typesOf } from './schema-kind.js';
import type { Section } from './sections.js';

const RESERVED_FIX = 'Give the backend a credential instead; this header is never taken from a map.';

function checkHeaderArgument({ name, wire, binding }: Argument, place: string, report: Report): void {
  if (!isHeaderName(wire)) report(place, `is sent as ${JSON.stringify(wire)}, which is not a header name.`);
  else if (isReservedHeader(wire)) report(place, `sets the reserved header "${wire}".`, RESERVED_FIX);
  else if (isTrustedHeader(wire) && !binding) {
    report(
      place,
      `lets the model choose the header "${wire}".`,
      `Use bind: { ${JSON.stringify(name)}: 'tenant' } or constants.`,
    );
  }
}

function checkConstantHeaders(endpoint: Endpoint, place: string, report: Report): void {
  for (const [name, value] of Object.entries(endpoint.constants?.headers ?? {})) {
    const at = `${place}.constants.headers.${name}`;
    if (!isHeaderName(name)) report(at, 'is not a header name.');
    else if (isReservedHeader(name)) report(at, `sets the reserved header "${name.toLowerCase()}".`, RESERVED_FIX);
    if (!isHeaderValue(value)) report(at, 'has characters that no header may carry.', 'Use visible Latin-1 text.');
  }
}

function checkPathNames(template: PathTemplate, list: readonly Argument[], place: string, report: Report): void {
  const given = list.filter(({ section }) => section === 'params').map(({ name }) => name);
  for (const name of template.parameters.filter((parameter) => !given.includes(parameter))) {
    report(`${place}.params`, `lacks "${name}", which is in the path ${template.source}.`, `Add "${name}" to params.`);
  }
  for (const name of given.filter((parameter) => !template.parameters.includes(parameter))) {
    report(`${place}.params.${name}`, `is not in the path ${template.source}.`, suggestName(name, template.parameters));
  }
}

/** Without a style, objects have no single spelling in a query, and only a scalar fits a path segment or a header. */
function checkTypes(list: readonly Argument[], sections: readonly Section[], place: string, report: Report): void {
  for (const { name, section, schema, spelling } of list) {
    if (section === 'body' || spelling?.style) continue;
    const types = typesOf(schema, sections.find((candidate) => candidate.name === section)?.json);
    const refused = types.filter((type) => type === 'object' || (type === 'array' && section !== 'query'));
    if (refused.length === 0) continue;
    const allowed = section === 'query' ? 'scalars and lists of scalars' : 'strings, numbers and booleans';
    report(
      `${place}.${section}.${name}`,
      `is an ${refused[0]}; ${section} holds only ${allowed}.`,
      `Say how it is written, with styles: { ${JSON.stringify(name)}: { … } }, or send it in the body.`,
    );
  }
}

function checkBody(endpoint: Endpoint, sections: readonly Section[], place: string, report: Report): void {
  const hasBody = endpoint.body !== undefined || endpoint.constants?.body !== undefined;
  if (hasBody && (endpoint.method === 'GET' || endpoint.method === 'HEAD')) {
    report(`${place}.body`, `cannot be sent with ${endpoint.method}.`, 'Use query, or another method.');
  }
  if (endpoint.optionalBody && endpoint.body === undefined) {
    report(`${place}.optionalBody`, 'is true, but there is no body.', 'Add a body, or leave it out.');
  }
  if (endpoint.constants?.body !== undefined && sections.some(({ name, whole }) => name === 'body' && whole)) {
    report(`${place}.constants.body`, 'cannot be merged into a body that is not an object with properties.');
  }
}

/** Reports what could never be sent: path names that do not match, reserved headers, objects in a query. */
export function checkRequestParts(
  endpoint: Endpoint,
  template: PathTemplate | undefined,
  sections: readonly Section[],
  list: readonly Argument[],
  place: string,
  report: Report,
): void {
  const unread = endpoint.params !== undefined && !sections.some(({ name }) => name === 'params');
  if (template && !unread) checkPathNames(template, list, place, report);
  for (const argument of list.filter(({ section }) => section === 'headers')) {
    checkHeaderArgument(argument, `${place}.headers.${argument.name}`, report);
  }
  checkConstantHeaders(endpoint, place, report);
  checkTypes(list, sections, place, report);
  checkBody(endpoint, sections, place, report);
  checkStyles(endpoint, sections, list, place, report);
  checkContentType(endpoint, sections, list, place, report);
}
