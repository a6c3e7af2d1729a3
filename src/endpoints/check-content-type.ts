import type { Argument } from './arguments.js';
import { type BodyForm, bareMediaType, bodyForm, holdsBytes, isMediaType } from './content-type.js';
import type { Endpoint } from './endpoint.js';
import type { Report } from './problems.js';
import { alternativesOf } from './schema-kind.js';
import type { Section } from './sections.js';

type Note = (message: string, fix?: string) => void;

function typesIn({ json }: Section): unknown[] {
  return alternativesOf(json, json).flatMap(({ type }) => (Array.isArray(type) ? type : [type]));
}

function syntaxMistake(contentType: string): readonly [message: string, fix: string] | undefined {
  if (!isMediaType(contentType)) {
    return [`is ${JSON.stringify(contentType)}, which is not one media type.`, 'Write it like "application/xml".'];
  }
  if (/^multipart\/form-data\s*;/i.test(contentType)) {
    return ['has parameters; the boundary is chosen for each request.', 'Write "multipart/form-data" alone.'];
  }
  if (/^multipart\/(?!form-data$)/i.test(contentType)) {
    return [`is ${contentType}, which is not supported.`, 'Use multipart/form-data.'];
  }
  return undefined;
}

/** A content type that two places name would be either's choice. */
function checkRivals(endpoint: Endpoint, list: readonly Argument[], note: Note): void {
  const constant = Object.keys(endpoint.constants?.headers ?? {}).find((name) => name.toLowerCase() === 'content-type');
  if (constant !== undefined) note(`stands beside constants.headers.${constant}.`, 'Keep one of them.');
  const argument = list.find(({ section, wire }) => section === 'headers' && wire === 'content-type');
  if (argument)
    note(`stands beside the argument ${argument.name}, which is sent as content-type.`, 'Keep one of them.');
}

function checkForm(section: Section, contentType: string, note: Note): void {
  const types = typesIn(section);
  if (!section.whole || types.some((type) => type === undefined || type === 'object')) return;
  note(`is ${contentType}, whose body is an object with properties.`, 'Make the body an object schema.');
}

function checkText(section: Section, argument: Argument | undefined, contentType: string, note: Note): void {
  const types = typesIn(section);
  if (!section.whole || !types.some((type) => type === undefined || type === 'string')) {
    note(`is ${contentType}, whose body is one string.`, "Make the body { type: 'string' }.");
  } else if (holdsBytes(contentType) && !argument?.spelling?.bytes) {
    note(`is ${contentType}, which is bytes.`, "Add contentEncoding: 'base64' to the body's schema.");
  }
}

function checkBodyForm(
  endpoint: Endpoint,
  form: BodyForm,
  contentType: string,
  section: Section | undefined,
  list: readonly Argument[],
  note: Note,
): void {
  const type = bareMediaType(contentType);
  if (form === 'text' && endpoint.constants?.body !== undefined) {
    note(`is ${type}, into which constants.body cannot be merged.`);
  }
  if (!section) return;
  if (form === 'urlencoded' || form === 'multipart') checkForm(section, type, note);
  if (form === 'text')
    checkText(
      section,
      list.find((argument) => argument.section === 'body'),
      type,
      note,
    );
}

/** Reports a content type that cannot be sent, has no body, or does not fit the body's schema. */
export function checkContentType(
  endpoint: Endpoint,
  sections: readonly Section[],
  list: readonly Argument[],
  place: string,
  report: Report,
): void {
  const { contentType } = endpoint;
  if (contentType === undefined) return;
  const note: Note = (message, fix) => report(`${place}.contentType`, message, fix);
  const mistake = syntaxMistake(contentType);
  if (mistake) note(...mistake);
  checkRivals(endpoint, list, note);
  if (endpoint.body === undefined && endpoint.constants?.body === undefined) {
    note('is given, but there is no body.', 'Add a body, or leave it out.');
  }
  const section = sections.find(({ name }) => name === 'body');
  if (!mistake) checkBodyForm(endpoint, bodyForm(contentType), contentType, section, list, note);
}
