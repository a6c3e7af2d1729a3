import { isTextList, type JsonObject, member } from '../json.js';

const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data'];
const OWN_KEYWORDS = ['name', 'in', 'required', 'collectionFormat', 'allowEmptyValue'];

function isFile(parameter: JsonObject): boolean {
  return parameter.type === 'file';
}

function propertyOf(parameter: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(parameter).filter(([keyword]) => !OWN_KEYWORDS.includes(keyword)));
}

/**
 * Fields of a form become one body with an object schema, so that nothing that is said of them is lost. Gives the
 * parameters, and the media types that the operation then takes.
 */
export function joinFormParameters(
  parameters: readonly JsonObject[],
  consumes: readonly string[],
): { readonly parameters: readonly JsonObject[]; readonly types: readonly string[] } {
  const fields = parameters.filter((parameter) => parameter.in === 'formData' && parameter.name !== '__proto__');
  const others = parameters.filter((parameter) => parameter.in !== 'formData');
  if (fields.length === 0) return { parameters: others, types: consumes };
  const required = fields.filter((field) => member(field, 'required') === true).map((field) => String(field.name));
  const schema = {
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [String(field.name), propertyOf(field)])),
    ...(required.length > 0 ? { required } : {}),
  };
  const body = { name: 'form', in: 'body', required: required.length > 0, schema };
  const wanted = consumes.filter((type) => FORMS.includes(type));
  const types = fields.some(isFile)
    ? ['multipart/form-data']
    : isTextList(wanted) && wanted.length > 0
      ? wanted
      : FORMS.slice(0, 1);
  return { parameters: [...others.filter((parameter) => parameter.in !== 'body'), body], types };
}
