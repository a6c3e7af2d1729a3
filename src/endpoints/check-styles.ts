import type { Argument } from './arguments.js';
import { bodyForm } from './content-type.js';
import type { Endpoint } from './endpoint.js';
import { resolveStyle, stylesOf } from './parameter-style.js';
import type { Report } from './problems.js';
import { alternativesOf } from './schema-kind.js';
import type { Section } from './sections.js';

function mayBeComposed({ schema }: Argument, section: Section): boolean {
  const types = alternativesOf(schema, section.json).flatMap(({ type }) => (Array.isArray(type) ? type : [type]));
  return types.some((type) => type === undefined || type === 'object' || type === 'array');
}

function checkStyle(endpoint: Endpoint, argument: Argument, section: Section, place: string, report: Report): void {
  const given = endpoint.styles?.[argument.name] ?? {};
  const { style } = resolveStyle(section.name, given);
  const valid = stylesOf(section.name);
  if (section.name === 'body' && bodyForm(endpoint.contentType) !== 'urlencoded') {
    const fix = "Leave it out, or set contentType: 'application/x-www-form-urlencoded'.";
    report(place, 'styles an argument of a body that is not form-encoded.', fix);
  } else if (section.whole) {
    report(place, 'styles a body that is one argument.', 'Use one plain object with properties as its schema.');
  } else if (!valid.includes(style)) {
    report(
      `${place}.style`,
      `is "${style}", which has no place in ${section.name}.`,
      `Use one of ${valid.join(', ')}.`,
    );
  } else if (style === 'deepObject' && !mayBeComposed(argument, section)) {
    report(`${place}.style`, 'is "deepObject", but the argument is neither an object nor a list.');
  }
}

/** Reports styles that the place of their argument, or its schema, has no room for. */
export function checkStyles(
  endpoint: Endpoint,
  sections: readonly Section[],
  list: readonly Argument[],
  place: string,
  report: Report,
): void {
  for (const argument of list) {
    if (!endpoint.styles || !Object.hasOwn(endpoint.styles, argument.name)) continue;
    const section = sections.find(({ name }) => name === argument.section);
    if (section) checkStyle(endpoint, argument, section, `${place}.styles.${argument.name}`, report);
  }
}
