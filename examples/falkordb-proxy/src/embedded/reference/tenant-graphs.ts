/** Graphs that belong to nobody in particular: their names are the same for every tenant. */
const shared = 'shared_';

/** A usable graph name, or undefined. */
export function graphNameOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Za-z0-9_-]+$/.test(value) ? value : undefined;
}

/** The name in the database: `tenant_graph`, or the name itself without tenants. */
export function resolveGraph(graph: string, tenant: string | undefined): string {
  return tenant === undefined || graph.startsWith(shared) ? graph : `${tenant}_${graph}`;
}

/** The graphs a tenant may see, by the tenant's own names. */
export function graphsOf(names: readonly string[], tenant: string | undefined): string[] {
  if (tenant === undefined) return [...names];
  const prefix = `${tenant}_`;
  return names
    .filter((name) => name.startsWith(prefix) || name.startsWith(shared))
    .map((name) => (name.startsWith(prefix) ? name.slice(prefix.length) : name));
}
