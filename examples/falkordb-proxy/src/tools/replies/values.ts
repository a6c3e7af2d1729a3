import { asNumber, isObject, type JsonObject } from './json.js';

/** A node as every dialect's node is told to the client. */
export interface NodeValue {
  readonly type: 'node';
  readonly id: number;
  readonly labels: readonly string[];
  readonly properties: JsonObject;
}

/** A relationship, from the node with id `start` to the node with id `end`. */
export interface RelationshipValue {
  readonly type: 'relationship';
  readonly id: number;
  readonly relationshipType: string;
  readonly start: number;
  readonly end: number;
  readonly properties: JsonObject;
}

/** A path: `relationships[i]` joins `nodes[i]` and `nodes[i + 1]`. */
export interface PathValue {
  readonly type: 'path';
  readonly nodes: readonly NodeValue[];
  readonly relationships: readonly RelationshipValue[];
}

/** Brings a value of either dialect into the one form; what is no node, relationship or path stays as it is. */
export function normaliseValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normaliseValue);
  if (!isObject(value)) return value;
  return readNode(value) ?? readRelationship(value) ?? readPath(value) ?? normaliseMembers(value);
}

/** Normalises the members of an object. `__proto__` stays an ordinary key. */
export function normaliseMembers(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, member]) => [key, normaliseValue(member)]));
}

/** Nothing in the answer marks a node, so a map is one only when it has exactly a node's keys and types. */
function readNode(value: JsonObject): NodeValue | undefined {
  const id = readId(value);
  const { labels, properties } = value;
  if (id === undefined || !hasKeys(value, 3) || !isObject(properties) || !isTexts(labels)) return undefined;
  return { type: 'node', id, labels, properties: normaliseMembers(properties) };
}

function readRelationship(value: JsonObject): RelationshipValue | undefined {
  const id = readId(value);
  const relationshipType = value.relationshipType ?? value.type;
  const start = asNumber(value.sourceId ?? value.start);
  const end = asNumber(value.destinationId ?? value.end);
  const { properties } = value;
  if (id === undefined || start === undefined || end === undefined || !hasKeys(value, 5)) return undefined;
  if (typeof relationshipType !== 'string' || !isObject(properties)) return undefined;
  return { type: 'relationship', id, relationshipType, start, end, properties: normaliseMembers(properties) };
}

function readPath(value: JsonObject): PathValue | undefined {
  const edges = value.edges ?? value.relationships;
  if (!Array.isArray(value.nodes) || !Array.isArray(edges) || !hasKeys(value, 2)) return undefined;
  const nodes: unknown[] = value.nodes.map(normaliseValue);
  const relationships: unknown[] = edges.map(normaliseValue);
  if (!isListOf(nodes, isNode) || !isListOf(relationships, isRelationship)) return undefined;
  return nodes.length === relationships.length + 1 ? { type: 'path', nodes, relationships } : undefined;
}

/** The documented dialect says `identity`, the actual one `id`. */
function readId(value: JsonObject): number | undefined {
  return asNumber(value.id ?? value.identity);
}

function hasKeys(value: JsonObject, count: number): boolean {
  return Object.keys(value).length === count;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** True for a normalised node. */
export function isNode(value: unknown): value is NodeValue {
  return (
    isObject(value) &&
    value.type === 'node' &&
    typeof value.id === 'number' &&
    isTexts(value.labels) &&
    isObject(value.properties)
  );
}

/** True for a normalised relationship. */
export function isRelationship(value: unknown): value is RelationshipValue {
  return (
    isObject(value) &&
    value.type === 'relationship' &&
    typeof value.relationshipType === 'string' &&
    typeof value.start === 'number' &&
    isObject(value.properties)
  );
}

/** True for a normalised path. */
export function isPath(value: unknown): value is PathValue {
  return (
    isObject(value) &&
    value.type === 'path' &&
    isListOf(value.nodes, isNode) &&
    isListOf(value.relationships, isRelationship)
  );
}

function isListOf<T>(value: unknown, is: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.every(is);
}
