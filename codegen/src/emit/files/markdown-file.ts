import { isPlainObject, type ToolModel } from 'mcp-rest-proxy/codegen';
import { render } from '../../print/render.js';
import type { EmitInput } from '../emit-input.js';
import type { EmittedTool } from '../emitted-tool.js';
import { headerText } from '../header.js';
import { definitionName } from '../shared/definition-references.js';
import { aboutSchema } from '../types/about-schema.js';
import { typeDoc } from '../types/print-type.js';
import { typeOf } from '../types/read-type.js';
import { named } from '../types/type-node.js';
import { cell, codeSpan, paragraphs } from './markdown-text.js';

type Argument = ToolModel['arguments'][number];

const PLACES = { params: 'path', query: 'query', headers: 'header', body: 'body' } as const;
/** Longest type that is told in a table, in characters. */
const LONGEST = 80;

function typeText(schema: Argument['schema']): string {
  const type = typeOf(schema, (reference) => named((definitionName(reference) ?? 'object').replaceAll(/\s+/g, ' ')));
  const text = render(typeDoc(type, 0))
    .replaceAll(/\s*\n\s*/g, ' ')
    .replace(/^\| /, '');
  if (text.length <= LONGEST && !text.includes('/**')) return text;
  return type.kind === 'object' || type.kind === 'array' ? `${type.kind}, see the schema` : 'see the schema';
}

function argumentRow({ name, section, wire, schema, required, binding }: Argument): string {
  const from = binding === undefined ? '' : `Filled with ${codeSpan(binding, true)} of the caller. `;
  const place = `${PLACES[section]}${wire === name ? '' : ` ${codeSpan(wire, true)}`}`;
  const about = `${from}${cell(aboutSchema(schema).join(' '))}`;
  const need = binding !== undefined ? 'hidden' : required ? 'yes' : 'no';
  return `| ${codeSpan(name, true)} | ${codeSpan(typeText(schema), true)} | ${need} | ${place} | ${about} |`;
}

function argumentTable({ arguments: list }: ToolModel): string {
  if (list.length === 0) return 'No arguments.';
  const head = ['| argument | type | required | sent in | about |', '|---|---|---|---|---|'];
  return [...head, ...list.map(argumentRow)].join('\n');
}

function hints({ annotations }: ToolModel['definition']): string {
  const { readOnlyHint, destructiveHint, idempotentHint, openWorldHint } = annotations;
  const words = [
    readOnlyHint ? 'only reads' : destructiveHint ? 'writes, and may destroy' : 'writes, without destroying',
    idempotentHint ? 'may be repeated' : 'is not to be repeated',
    openWorldHint ? 'reaches an open world' : 'stays in a closed world',
  ];
  return words.join('; ');
}

function resultText({ definition }: ToolModel): string {
  const properties = definition.outputSchema?.properties;
  if (!definition.outputSchema) return 'text';
  const names = isPlainObject(properties) ? Object.keys(properties) : [];
  if (names.length === 0) return 'structured';
  const shown = names.slice(0, 12).map((name) => codeSpan(name));
  return `structured: ${shown.join(', ')}${names.length > shown.length ? ', …' : ''}`;
}

function section({ model, names }: EmittedTool): string {
  const { definition, endpoint } = model;
  const facts = [
    `- Endpoint: ${codeSpan(`${endpoint.method} ${endpoint.path}`)}`,
    `- Behaviour: ${hints(definition)}`,
    ...(definition.scopes.length > 0
      ? [`- Scopes: ${definition.scopes.map((scope) => codeSpan(scope)).join(', ')}`]
      : []),
    `- Result: ${resultText(model)}`,
    `- Code: [\`${names.handler}\`](tools/${names.file}.ts)`,
  ];
  const title = definition.title === undefined ? [] : [`**${cell(definition.title)}**`];
  return [
    `## ${codeSpan(model.name)}`,
    ...title,
    paragraphs(definition.description),
    facts.join('\n'),
    argumentTable(model),
  ].join('\n\n');
}

/** Anchors as GitHub makes them: in lower case, and numbered where that makes them equal. */
function createAnchors(): (name: string) => string {
  const used = new Map<string, number>();
  return (name) => {
    const anchor = name.toLowerCase();
    const count = used.get(anchor) ?? 0;
    used.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  };
}

function overview(tools: readonly EmittedTool[]): string {
  const anchor = createAnchors();
  const rows = tools.map(
    ({ model: { name, endpoint } }) =>
      `| [${codeSpan(name, true)}](#${anchor(name)}) | ${codeSpan(`${endpoint.method} ${endpoint.path}`, true)} |`,
  );
  return ['| tool | endpoint |', '|---|---|', ...rows].join('\n');
}

/** `TOOLS.md`: every tool for people, with its arguments, behaviour, endpoint and scopes. */
export function markdownFile(tools: readonly EmittedTool[], input: EmitInput): string {
  const head = [`<!-- ${headerText(input).replaceAll('--', '- -')} -->`, '# Tools'];
  const body = tools.length === 0 ? ['There are none.'] : [overview(tools), ...tools.map(section)];
  return `${[...head, ...body].join('\n\n')}\n`;
}
