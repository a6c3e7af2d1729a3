import { isObject, type JsonObject } from '../replies/json.js';
import {
  isNode,
  isPath,
  isRelationship,
  type NodeValue,
  type PathValue,
  type RelationshipValue,
} from '../replies/values.js';
import { escapeText } from './markdown.js';

/** Writes a value in one line, much as Cypher would: `(:Person #1 {name: "Ann"})`. Text at the top has no quotes. */
export function writeValue(value: unknown): string {
  return typeof value === 'string' ? escapeText(value) : writeInner(value);
}

function writeInner(value: unknown): string {
  if (typeof value === 'string') return `"${escapeText(value).replaceAll('"', '\\"')}"`;
  if (Array.isArray(value)) return `[${value.map(writeInner).join(', ')}]`;
  if (isNode(value)) return writeNode(value);
  if (isRelationship(value)) return `(#${value.start})${writeRelationship(value)}(#${value.end})`;
  if (isPath(value)) return writePath(value);
  return isObject(value) ? writeMap(value) : String(value);
}

function writeNode({ id, labels, properties }: NodeValue): string {
  return `(${labels.map((label) => `:${escapeText(label)}`).join('')}${labels.length > 0 ? ' ' : ''}#${id}${writeProperties(properties)})`;
}

function writeRelationship({ id, relationshipType, properties }: RelationshipValue): string {
  return `-[:${escapeText(relationshipType)} #${id}${writeProperties(properties)}]->`;
}

function writePath({ nodes, relationships }: PathValue): string {
  return nodes.map((node, index) => writeNode(node) + writeStep(relationships[index], node)).join('');
}

function writeStep(relationship: RelationshipValue | undefined, from: NodeValue): string {
  if (relationship === undefined) return '';
  const arrow = writeRelationship(relationship);
  return relationship.start === from.id ? arrow : `<${arrow.slice(0, -1)}`;
}

function writeProperties(properties: JsonObject): string {
  return Object.keys(properties).length === 0 ? '' : ` ${writeMap(properties)}`;
}

function writeMap(map: JsonObject): string {
  const members = Object.entries(map).map(([key, member]) => `${escapeText(key)}: ${writeInner(member)}`);
  return `{${members.join(', ')}}`;
}

/** True when the value is, or holds, a node, relationship or path. */
export function holdsEntity(value: unknown): boolean {
  if (isNode(value) || isRelationship(value) || isPath(value)) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsEntity);
}
